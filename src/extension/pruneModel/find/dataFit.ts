import type { LossName } from "../../../recipes/recipe.ts";
import { count, shapeText } from "../../../runs/figures.ts";
import type { NetworkFacts } from "../../recipes/networkFacts.ts";
import { counted, portsText } from "../../recipes/wording.ts";
import type { DataFacts, Targets } from "./dataFacts.ts";

type Ends = Pick<NetworkFacts, "inputs" | "outputs">;

/** Why a network cannot learn from this data, in a few words; undefined where it can, as far as is known. */
export function misfit(data: DataFacts, network: Ends, targets = data.targets): string | undefined {
  return misfitOfInputs(data, network) ?? misfitOfTargets(targets, network);
}

function misfitOfInputs({ inputShapes, columns }: DataFacts, { inputs }: Ends): string | undefined {
  if (!inputShapes) return misfitOfImages(inputs);
  if (columns.length > 0 && inputs.length > 1) return misfitOfColumns(inputShapes.flat()[0] ?? 0, inputs);
  if (inputShapes.length !== inputs.length) {
    return `${counted(inputShapes.length, "input")} an example, but the network has ${portsText(inputs, "input")}`;
  }
  return inputs
    .map(({ layer, shape }, i) => {
      const given = inputShapes[i] ?? [];
      if (!shape || takes(shape, given)) return undefined;
      const at = inputs.length > 1 ? ` at ${layer}` : "";
      return `${shapeText(given)} an example, but the network takes ${modelShapeText(shape)}${at}`;
    })
    .find((why) => why !== undefined);
}

function misfitOfImages(inputs: Ends["inputs"]): string | undefined {
  if (inputs.length > 1) return `images, one an example, but the network has ${portsText(inputs, "input")}`;
  const shape = inputs[0]?.shape;
  if (!shape) return undefined;
  const [height, width, channels] = shape;
  const takesImages = shape.length === 3 && height && width && (channels === 1 || channels === 3);
  return takesImages ? undefined : `images, but the network takes ${modelShapeText(shape)}`;
}

/** The columns of a table make several inputs, one after the other. */
function misfitOfColumns(columns: number, inputs: Ends["inputs"]): string | undefined {
  const sizes = inputs.map(({ shape }) => shape?.reduce((size, extent) => size * extent, 1));
  const taken = sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
  if (taken === undefined || taken === columns) return undefined;
  return `${counted(columns, "column")} of numbers, but the network takes ${count(taken)} at ${portsText(inputs, "input")}`;
}

/** Whether data goes in as it is, or under the network's name for the same numbers: flat, or without dimensions of 1. */
function takes(network: readonly number[], data: readonly number[]): boolean {
  const fits = (wanted: readonly number[], given: readonly number[]) =>
    wanted.length === given.length && wanted.every((extent, axis) => extent === 0 || extent === given[axis]);
  if (fits(network, data)) return true;
  const product = (shape: readonly number[]) => shape.reduce((size, extent) => size * extent, 1);
  if (network.length === 1 || data.length === 1) return product(network) === product(data);
  const withoutOnes = (shape: readonly number[]) => shape.filter((extent) => extent !== 1);
  return !network.includes(0) && fits(withoutOnes(network), withoutOnes(data));
}

function misfitOfTargets(targets: readonly (Targets | undefined)[], { outputs }: Ends): string | undefined {
  if (targets.length !== outputs.length) {
    return `${counted(targets.length, "target")} an example, but the network has ${portsText(outputs, "output")}`;
  }
  return outputs
    .map(({ layer, size }, i) => {
      const target = targets[i];
      const why = target && size !== null ? misfitOfTarget(target, size) : undefined;
      return why && outputs.length > 1 ? `${why} at ${layer}` : why;
    })
    .find((why) => why !== undefined);
}

function misfitOfTarget(targets: Targets, outputs: number): string | undefined {
  const has = `but the network has ${counted(outputs, "output")}`;
  if (targets.kind === "values") {
    const values = counted(targets.width, "value");
    return targets.width === outputs ? undefined : `${values} an example, ${has}`;
  }
  const isEnough =
    outputs === 1 ? targets.count <= 2 : targets.exact ? outputs === targets.count : outputs >= targets.count;
  return isEnough ? undefined : `${count(targets.count)} classes, ${has}`;
}

/** The loss that suits targets and the network's only output. */
export function lossFor(targets: Targets | undefined, { outputs }: Ends): LossName {
  if (targets?.kind === "values") return "meanSquaredError";
  return outputs[0]?.size === 1 ? "binaryCrossentropy" : "crossentropy";
}

/** As in [224, 224, 3]; open dimensions are question marks. */
export function modelShapeText(shape: readonly number[]): string {
  return `[${shape.map((extent) => extent || "?").join(", ")}]`;
}
