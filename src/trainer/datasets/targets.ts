import type { LossName } from "../../recipes/recipe.ts";
import { DatasetError, type TargetKind } from "./dataset.ts";

/** Class labels of examples, as numbers. */
export interface Labels {
  readonly values: ArrayLike<number>;
  /** Where a label stands, for messages: "labels.csv, line 4". */
  readonly where: (index: number) => string;
}

/**
 * What a network learns from class labels: the class for crossentropy; for binaryCrossentropy the label itself, 0 or 1,
 * as a column of values of width 1, since such a network ends in one sigmoid.
 *
 * @param source file or folder that the labels are from, for messages
 * @param names of the classes, where they have some
 * @throws DatasetError where the loss does not suit classes, or so many of them
 */
export function classTarget(loss: LossName, classes: number, source: string, names?: readonly string[]): TargetKind {
  switch (loss) {
    case "crossentropy":
      return { kind: "class", classes, ...(names && { names }) };
    case "binaryCrossentropy":
      if (classes <= 2) return { kind: "values", width: 1 };
      throw new DatasetError(
        `${source} has ${classes} classes, but binaryCrossentropy tells two apart. Choose crossentropy.`,
      );
    case "kullbackLeibler":
      throw new DatasetError(`${source} has classes, but ${loss} needs the probability of each. Choose crossentropy.`);
    case "meanSquaredError":
    case "meanAbsoluteError":
    case "huber":
      throw new DatasetError(`${source} has classes, but ${loss} needs numbers. Choose crossentropy.`);
  }
}

/** One more than the greatest label. @throws DatasetError that says where a label is no class */
export function countClasses(labels: Labels): number {
  checkClasses(labels);
  let greatest = -1;
  for (let index = 0; index < labels.values.length; index++) greatest = Math.max(greatest, labels.values[index]);
  return greatest + 1;
}

/** @throws DatasetError that says where a test label is none of the classes that training knows */
export function checkKnown(labels: Labels, classes: number): void {
  checkClasses(labels);
  for (let index = 0; index < labels.values.length; index++) {
    if (labels.values[index] < classes) continue;
    throw new DatasetError(
      `${labels.where(index)} holds class ${labels.values[index]}, but the classes to train on are 0 to ${classes - 1}.`,
    );
  }
}

function checkClasses({ values, where }: Labels): void {
  for (let index = 0; index < values.length; index++) {
    if (Number.isInteger(values[index]) && values[index] >= 0) continue;
    throw new DatasetError(
      `${where(index)} holds ${values[index]}, which is no class: classes are whole numbers from 0. Choose meanSquaredError to learn values.`,
    );
  }
}
