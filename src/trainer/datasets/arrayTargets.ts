import type { LossName } from "../../recipes/recipe.ts";
import type { ArrayFile } from "./arrayFile.ts";
import { DatasetError, type TargetKind } from "./dataset.ts";
import { checkDistributions, classesOfOneHot, isOneHot } from "./distributions.ts";
import type { TargetRows } from "./examples.ts";
import { sizeOf } from "./shapes.ts";
import { checkKnown, classTarget, countClasses } from "./targets.ts";
import { counted } from "./wording.ts";

export interface ArrayTargets {
  readonly target: TargetKind;
  readonly train: TargetRows;
  readonly test: TargetRows;
}

/**
 * Targets from arrays, as the loss takes them: for crossentropy class indices [n] or probabilities of the classes
 * [n, classes]; for kullbackLeibler the latter; for binaryCrossentropy values of 0..1 and for losses of numbers any
 * values, [n] or [n, width].
 *
 * @throws DatasetError that names the file and the row
 */
export function arrayTargets(loss: LossName, train: ArrayFile, test: ArrayFile): ArrayTargets {
  const width = widthOf(train);
  if (widthOf(test) !== width) {
    throw new DatasetError(
      `${train.file} has ${counted(width, "target")} an example, but ${test.file} has ${widthOf(test)}.`,
    );
  }
  if (loss === "crossentropy" && width === 1) return classIndices(train, test);
  const arrays = [train, test];
  if (loss === "crossentropy") {
    const needs = "crossentropy needs class indices [n], or probabilities [n, classes] that sum to 1.";
    for (const array of arrays) checkDistributions(array, needs);
    if (arrays.every(isOneHot)) return oneHotClasses(train, test, width);
  }
  if (loss === "kullbackLeibler") {
    const needs = "kullbackLeibler needs probabilities [n, classes] that sum to 1. Choose crossentropy for classes.";
    for (const array of arrays) checkDistributions(array, needs);
  }
  if (loss === "binaryCrossentropy") for (const array of arrays) checkProbabilities(array, width);
  return { target: { kind: "values", width }, train: rowsOf(train, width), test: rowsOf(test, width) };
}

function classIndices(train: ArrayFile, test: ArrayFile): ArrayTargets {
  const classes = countClasses(labelsOf(train));
  checkKnown(labelsOf(test), classes);
  const target = classTarget("crossentropy", classes, train.file);
  return { target, train: rowsOf(train, 1), test: rowsOf(test, 1) };
}

/** One number an example in the place of a row. */
function oneHotClasses(train: ArrayFile, test: ArrayFile, classes: number): ArrayTargets {
  return {
    target: { kind: "class", classes },
    train: { width: 1, values: classesOfOneHot(train) },
    test: { width: 1, values: classesOfOneHot(test) },
  };
}

function checkProbabilities({ file, values }: ArrayFile, width: number): void {
  const wrong = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong < 0) return;
  throw new DatasetError(
    `${file}, row ${Math.floor(wrong / width)} holds ${values[wrong]}: binaryCrossentropy needs targets of 0 to 1. Choose crossentropy for classes.`,
  );
}

const labelsOf = ({ file, values }: ArrayFile) => ({
  values,
  where: (row: number) => `${file}, row ${row}`,
});

const rowsOf = ({ values }: ArrayFile, width: number): TargetRows => ({ width, values: Float32Array.from(values) });

const widthOf = ({ shape }: ArrayFile) => sizeOf(shape.slice(1));
