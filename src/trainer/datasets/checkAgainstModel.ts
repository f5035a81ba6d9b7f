import type { LossName } from "../../recipes/recipe.ts";
import type { Port } from "../engines/engine.ts";
import { type Dataset, DatasetError, type TargetKind } from "./dataset.ts";
import { fits, modelShapeText, shapeText, sizeOf } from "./shapes.ts";
import { counted } from "./wording.ts";

/**
 * Refuses data that a model cannot learn from, before the first pass.
 *
 * Classes that the data names must be as many as the model's outputs. Where labels are plain numbers the greatest one
 * is all that is known, and the model may have outputs beyond it.
 *
 * @param losses of each output
 * @throws DatasetError with both shapes and what to do
 */
export function checkAgainstModel(
  dataset: Dataset,
  inputs: readonly Port[],
  outputs: readonly Port[],
  losses: readonly LossName[],
): void {
  for (const [i, input] of inputs.entries()) {
    const shape = dataset.inputShapes[i];
    if (fits(shape, input.shape)) continue;
    const { at, there } = placeOf(input, inputs);
    throw new DatasetError(
      `The model takes inputs of ${modelShapeText(input.shape)}${at}, but ${dataset.name} has ${shapeText(shape)}${there}. Choose data of the model's shape, or a model for this data.`,
    );
  }
  for (const [i, output] of outputs.entries()) {
    const target = dataset.targets[i];
    const problem =
      target.kind === "values" ? misfitOfValues(target.width, output, losses[i]) : misfitOfClasses(target, output);
    if (!problem) continue;
    const { at, there } = placeOf(output, outputs);
    throw new DatasetError(
      `The model gives ${modelShapeText(output.shape)}${at}, but ${dataset.name} has ${problem.has}${there}. ${problem.advice}`,
    );
  }
}

/** Which one is meant is said where there are several. */
function placeOf({ layer }: Port, ports: readonly Port[]): { readonly at: string; readonly there: string } {
  return ports.length === 1 ? { at: "", there: "" } : { at: ` at ${layer}`, there: " there" };
}

interface Misfit {
  readonly has: string;
  readonly advice: string;
}

function misfitOfValues(width: number, { shape }: Port, loss: LossName): Misfit | undefined {
  const isRow = shape.length === 1 || !isOfClasses(loss);
  if (isRow && sizeOf(shape) === width) return undefined;
  return { has: `${counted(width, "target")} an example`, advice: adviceFor(loss) };
}

function isOfClasses(loss: LossName): boolean {
  return loss === "crossentropy" || loss === "kullbackLeibler";
}

function adviceFor(loss: LossName): string {
  if (isOfClasses(loss)) return "End the model in one output a class, in a single row.";
  return loss === "binaryCrossentropy"
    ? "Choose crossentropy for a model with one output a class, or end the model in as many sigmoids as there are targets."
    : "End the model in as many outputs as there are targets.";
}

function misfitOfClasses(
  { classes, names }: TargetKind & { readonly kind: "class" },
  { shape }: Port,
): Misfit | undefined {
  const outputs = sizeOf(shape);
  const enough = names ? outputs === classes : outputs >= classes;
  if (shape.length === 1 && outputs > 1 && enough) return undefined;
  const has = names ? `${classes} classes` : `classes 0 to ${classes - 1}`;
  const advice =
    outputs === 1 && classes === 2
      ? "Choose binaryCrossentropy for a model with a single output."
      : "Give the model one output a class, or choose the data that it was made for.";
  return { has, advice };
}
