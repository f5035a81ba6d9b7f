import type { LossName } from "../../../recipes/recipe.ts";
import { count, shapeText } from "../../../runs/figures.ts";
import type { NetworkFacts } from "../../recipes/networkFacts.ts";
import { counted } from "../../recipes/wording.ts";
import type { DataFacts, Targets } from "./dataFacts.ts";

type Ends = Pick<NetworkFacts, "inputShape" | "outputs">;

/** Why a network cannot learn from this data, in a few words; undefined where it can, as far as is known. */
export function misfit(data: DataFacts, network: Ends, targets = data.targets): string | undefined {
  return misfitOfInputs(data, network) ?? (targets && misfitOfTargets(targets, network));
}

function misfitOfInputs({ inputShape }: DataFacts, network: Ends): string | undefined {
  if (!network.inputShape) return "the network has several inputs";
  const taken = modelShapeText(network.inputShape);
  if (inputShape)
    return takes(network.inputShape, inputShape)
      ? undefined
      : `${shapeText(inputShape)} an example, but the network takes ${taken}`;
  const [height, width, channels] = network.inputShape;
  const takesImages = network.inputShape.length === 3 && height && width && (channels === 1 || channels === 3);
  return takesImages ? undefined : `images, but the network takes ${taken}`;
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

function misfitOfTargets(targets: Targets, { outputs }: Ends): string | undefined {
  if (outputs === undefined) return undefined;
  const has = `but the network has ${counted(outputs, "output")}`;
  if (targets.kind === "values") {
    const values = counted(targets.width, "value");
    return targets.width === outputs ? undefined : `${values} an example, ${has}`;
  }
  const isEnough =
    outputs === 1 ? targets.count <= 2 : targets.exact ? outputs === targets.count : outputs >= targets.count;
  return isEnough ? undefined : `${count(targets.count)} classes, ${has}`;
}

/** The loss that suits targets and outputs. */
export function lossFor(targets: Targets | undefined, { outputs }: Ends): LossName {
  if (targets?.kind === "values") return "meanSquaredError";
  return outputs === 1 ? "binaryCrossentropy" : "crossentropy";
}

/** As in [224, 224, 3]; open dimensions are question marks. */
export function modelShapeText(shape: readonly number[]): string {
  return `[${shape.map((extent) => extent || "?").join(", ")}]`;
}
