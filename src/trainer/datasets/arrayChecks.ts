import type { LossName } from "../../recipes/recipe.ts";
import type { ArrayFile, ArraySet } from "./arrayFile.ts";
import { DatasetError, type TargetKind } from "./dataset.ts";
import { shapeText, sizeOf } from "./shapes.ts";
import { counted } from "./wording.ts";

/** @throws DatasetError that names the file, where counts disagree or a value is not finite */
export function checkSet(set: ArraySet): void {
  checkCounts(set);
  for (const array of [...set.inputs, ...set.targets]) checkValues(array);
}

function checkCounts({ inputs: [first, ...others], targets }: ArraySet): void {
  const [count] = first.shape;
  const rest = [
    ...others.map((array) => ({ array, noun: "example" })),
    ...targets.map((array) => ({ array, noun: "target" })),
  ];
  for (const { array, noun } of rest) {
    if (array.shape[0] === count) continue;
    throw new DatasetError(
      `${first.file} holds ${counted(count, "example")}, but ${array.file} holds ${counted(array.shape[0], noun)}. Each example needs exactly one, in the same order.`,
    );
  }
}

/** Of one example. @throws DatasetError that names both files where it is not the same in training and test */
export function commonShape(train: ArrayFile, test: ArrayFile): readonly number[] {
  const [shape, testShape] = [train.shape.slice(1), test.shape.slice(1)];
  if (shapeText(shape) === shapeText(testShape)) return shape;
  throw new DatasetError(
    `Inputs in ${train.file} are ${shapeText(shape)}, but in ${test.file} ${shapeText(testShape)}.`,
  );
}

/**
 * In a row of several targets a class is an index: nothing would say that shares of classes stand there.
 *
 * @throws DatasetError that names the file
 */
export function refuseShares(loss: LossName, target: TargetKind, { file }: ArrayFile): void {
  if (loss !== "crossentropy" || target.kind === "class") return;
  throw new DatasetError(
    `${file} holds probabilities of classes, which crossentropy can learn of a network with a single output only. Give class indices [n], or choose kullbackLeibler for this output.`,
  );
}

function checkValues({ file, shape, values }: ArrayFile): void {
  if (values.length === 0) throw new DatasetError(`${file} holds no examples: its shape is ${shapeText(shape)}.`);
  if (values instanceof Uint8Array) return;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  const row = Math.floor(wrong / sizeOf(shape.slice(1)));
  throw new DatasetError(
    `${file}, row ${row} holds ${values[wrong]}. Networks learn from finite float32 numbers only.`,
  );
}
