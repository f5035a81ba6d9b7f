import type { LossName } from "../../recipes/recipe.ts";
import type { ArrayFile } from "./arrayFile.ts";
import { DatasetError, type TargetKind } from "./dataset.ts";
import type { TargetRows } from "./examples.ts";
import { shapeText, sizeOf } from "./shapes.ts";
import { checkKnown, classTarget, countClasses } from "./targets.ts";
import { counted } from "./wording.ts";

export interface ArrayTargets {
  readonly target: TargetKind;
  readonly train: TargetRows;
  readonly test: TargetRows;
}

/**
 * Targets from arrays, as the loss takes them: for crossentropy class indices [n] or one-hot rows [n, classes]; for
 * binaryCrossentropy values of 0..1 and for meanSquaredError any values, [n] or [n, width].
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
  if (loss === "crossentropy") return classesOf(train, test, width);
  if (loss === "binaryCrossentropy") for (const array of [train, test]) checkProbabilities(array, width);
  return { target: { kind: "values", width }, train: rowsOf(train, width), test: rowsOf(test, width) };
}

function classesOf(train: ArrayFile, test: ArrayFile, width: number): ArrayTargets {
  if (width === 1) {
    const classes = countClasses(labelsOf(train));
    checkKnown(labelsOf(test), classes);
    const target = classTarget("crossentropy", classes, train.file);
    return { target, train: rowsOf(train, 1), test: rowsOf(test, 1) };
  }
  if (train.shape.length > 2) {
    throw new DatasetError(
      `${train.file} is ${shapeText(train.shape)}. crossentropy needs class indices [n] or one-hot rows [n, classes].`,
    );
  }
  return {
    target: { kind: "class", classes: width },
    train: { width: 1, values: decodeOneHot(train, width) },
    test: { width: 1, values: decodeOneHot(test, width) },
  };
}

function decodeOneHot({ file, values }: ArrayFile, classes: number): Float32Array {
  return Float32Array.from({ length: values.length / classes }, (_, row) => {
    const hot = values.subarray(row * classes, (row + 1) * classes);
    const label = hot.indexOf(1);
    if (label < 0 || hot.some((value, index) => value !== 0 && index !== label)) {
      throw new DatasetError(
        `${file}, row ${row} is not one-hot: crossentropy needs a single 1 among zeros, or class indices [n].`,
      );
    }
    return label;
  });
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
