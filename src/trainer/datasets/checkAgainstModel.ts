import type { LossName } from "../../recipes/recipe.ts";
import { type Dataset, DatasetError } from "./dataset.ts";
import { fits, modelShapeText, shapeText, sizeOf } from "./shapes.ts";
import { counted } from "./wording.ts";

/**
 * Refuses data that a model cannot learn from, before the first pass.
 *
 * Classes that the data names must be as many as the model's outputs. Where labels are plain numbers the greatest one
 * is all that is known, and the model may have outputs beyond it.
 *
 * @param inputShape of the model, without the batch; 0 is a dimension that the model leaves open
 * @param outputShape likewise
 * @throws DatasetError with both shapes and what to do
 */
export function checkAgainstModel(
  dataset: Dataset,
  inputShape: readonly number[],
  outputShape: readonly number[],
  loss: LossName,
): void {
  if (!fits(dataset.inputShape, inputShape)) {
    throw new DatasetError(
      `The model takes inputs of ${modelShapeText(inputShape)}, but ${dataset.name} has ${shapeText(dataset.inputShape)}. Choose data of the model's shape, or a model for this data.`,
    );
  }
  if (dataset.target.kind === "values") checkWidth(dataset, dataset.target.width, outputShape, loss);
  else checkClasses(dataset, dataset.target.classes, outputShape);
}

function checkWidth(dataset: Dataset, width: number, outputShape: readonly number[], loss: LossName): void {
  const isRow = outputShape.length === 1 || !isOfClasses(loss);
  if (isRow && sizeOf(outputShape) === width) return;
  throw new DatasetError(
    `The model gives ${modelShapeText(outputShape)}, but ${dataset.name} has ${counted(width, "target")} an example. ${adviceFor(loss)}`,
  );
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

function checkClasses(dataset: Dataset, classes: number, outputShape: readonly number[]): void {
  const outputs = sizeOf(outputShape);
  const enough = dataset.classNames ? outputs === classes : outputs >= classes;
  if (outputShape.length === 1 && outputs > 1 && enough) return;
  const has = dataset.classNames ? `${classes} classes` : `classes 0 to ${classes - 1}`;
  const advice =
    outputs === 1 && classes === 2
      ? "Choose binaryCrossentropy for a model with a single output."
      : "Give the model one output a class, or choose the data that it was made for.";
  throw new DatasetError(`The model gives ${modelShapeText(outputShape)}, but ${dataset.name} has ${has}. ${advice}`);
}
