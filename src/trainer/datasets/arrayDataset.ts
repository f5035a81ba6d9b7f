import type { Augmentation, LossName } from "../../recipes/recipe.ts";
import type { ArrayFile } from "./arrayFile.ts";
import { arrayTargets } from "./arrayTargets.ts";
import { type Dataset, DatasetError, type Examples } from "./dataset.ts";
import { byteExamples, floatExamples, madeExamples, type TargetRows } from "./examples.ts";
import { sha256 } from "./files.ts";
import { imagesIn } from "./imageArray.ts";
import { InputThread } from "./inputThread.ts";
import { byteTable, type Normalization, normalizeFloats } from "./normalization.ts";
import { adoptShape, shapeText, sizeOf } from "./shapes.ts";
import { counted } from "./wording.ts";

/** Inputs [n, ...shape] and targets [n, ...], row for row. */
export interface ArrayPair {
  readonly inputs: ArrayFile;
  readonly targets: ArrayFile;
}

export interface ArrayDatasetParts {
  readonly name: string;
  readonly classNames?: readonly string[];
  readonly train: ArrayPair;
  readonly test: ArrayPair;
  readonly normalize: Normalization;
  /** Of training examples, which must be images of bytes then. */
  readonly augment: Augmentation | undefined;
  /** That random changes follow from. */
  readonly seed: number;
  readonly loss: LossName;
  /** Of the model; taken over where it is but another name for the data's. */
  readonly modelShape: readonly number[];
}

/**
 * A data set of whole arrays. A thread fills batches only where examples are augmented: to normalise them takes about a
 * hundredth of a training step.
 *
 * @throws DatasetError where counts or shapes disagree, values are not finite, targets do not suit the loss, or what is
 * to be augmented is no image
 */
export function arrayDataset(parts: ArrayDatasetParts): Dataset {
  const { train, test, normalize, augment, seed } = parts;
  for (const pair of [train, test]) {
    checkCounts(pair);
    for (const array of [pair.inputs, pair.targets]) checkValues(array);
  }
  const shape = train.inputs.shape.slice(1);
  const testShape = test.inputs.shape.slice(1);
  if (shapeText(shape) !== shapeText(testShape)) {
    throw new DatasetError(
      `Inputs in ${train.inputs.file} are ${shapeText(shape)}, but in ${test.inputs.file} ${shapeText(testShape)}.`,
    );
  }
  const inputShape = adoptShape(shape, parts.modelShape);
  const targets = arrayTargets(parts.loss, train.targets, test.targets);
  const channels = inputShape.at(-1) ?? 1;
  const thread =
    augment &&
    new InputThread({ ...imagesIn(train.inputs, inputShape), table: byteTable(normalize, channels), augment, seed });
  return {
    name: parts.name,
    inputShape,
    target: targets.target,
    classNames: parts.classNames,
    train: thread
      ? madeExamples(thread.fill, sizeOf(inputShape), targets.train)
      : examplesOf(train.inputs, normalize, inputShape, targets.train),
    test: examplesOf(test.inputs, normalize, inputShape, targets.test),
    sha256: sha256([train, test].flatMap(({ inputs, targets }) => [inputs.sha256, targets.sha256]).join("\n")),
    decoder: undefined,
    warnings: [],
    close: async () => thread?.close(),
  };
}

function checkCounts({ inputs, targets }: ArrayPair): void {
  const [count] = inputs.shape;
  const [targetCount] = targets.shape;
  if (count !== targetCount) {
    throw new DatasetError(
      `${inputs.file} holds ${counted(count, "example")}, but ${targets.file} holds ${counted(targetCount, "target")}. Each example needs exactly one, in the same order.`,
    );
  }
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

function examplesOf(
  { values }: ArrayFile,
  normalize: Normalization,
  inputShape: readonly number[],
  targets: TargetRows,
): Examples {
  const inputSize = sizeOf(inputShape);
  const channels = inputShape.at(-1) ?? 1;
  if (values instanceof Uint8Array) return byteExamples(values, inputSize, byteTable(normalize, channels), targets);
  normalizeFloats(values, normalize, channels);
  return floatExamples(values, inputSize, targets);
}
