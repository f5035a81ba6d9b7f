import type { Augmentation, LossName } from "../../recipes/recipe.ts";
import { checkSet, commonShape, refuseShares } from "./arrayChecks.ts";
import type { ArrayFile, ArraySet } from "./arrayFile.ts";
import { arrayTargets } from "./arrayTargets.ts";
import type { Dataset, TargetKind } from "./dataset.ts";
import { heldExamples, type InputRows, joinTargets, madeExamples } from "./examples.ts";
import { sha256 } from "./files.ts";
import { imagesIn } from "./imageArray.ts";
import { InputThread } from "./inputThread.ts";
import { byteTable, type Normalization, normalizeFloats } from "./normalization.ts";
import { adoptShape, sizeOf } from "./shapes.ts";

export interface ArrayDatasetParts {
  readonly name: string;
  readonly classNames?: readonly string[];
  readonly train: ArraySet;
  readonly test: ArraySet;
  /** Of each input. */
  readonly normalize: readonly Normalization[];
  /** Of training examples, whose only input must be images of bytes then. */
  readonly augment: Augmentation | undefined;
  /** That random changes follow from. */
  readonly seed: number;
  /** Of each output. */
  readonly losses: readonly LossName[];
  /** Of the model's inputs; taken over where one is but another name for the data's. */
  readonly modelShapes: readonly (readonly number[])[];
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
  for (const set of [train, test]) checkSet(set);
  const inputShapes = parts.modelShapes.map((modelShape, i) =>
    adoptShape(commonShape(train.inputs[i], test.inputs[i]), modelShape),
  );
  const outputs = parts.losses.map((loss, i) => arrayTargets(loss, train.targets[i], test.targets[i]));
  if (outputs.length > 1) {
    for (const [i, { target }] of outputs.entries()) refuseShares(parts.losses[i], target, train.targets[i]);
  }
  const trainTargets = joinTargets(outputs.map((output) => output.train));
  const rowsOf = (arrays: readonly ArrayFile[]) =>
    arrays.map((array, i) => inputRows(array, normalize[i], inputShapes[i]));
  const [inputShape] = inputShapes;
  const thread =
    augment &&
    new InputThread({
      ...imagesIn(train.inputs[0], inputShape),
      table: byteTable(normalize[0], channelsOf(inputShape)),
      augment,
      seed,
    });
  return {
    name: parts.name,
    inputShapes,
    targets: outputs.map(({ target }) => withNames(target, parts.classNames)),
    train: thread
      ? madeExamples(thread.fill, sizeOf(inputShape), trainTargets)
      : heldExamples(rowsOf(train.inputs), trainTargets),
    test: heldExamples(rowsOf(test.inputs), joinTargets(outputs.map((output) => output.test))),
    sha256: sha256(
      [train, test]
        .flatMap(({ inputs, targets }) => [...inputs, ...targets])
        .map((array) => array.sha256)
        .join("\n"),
    ),
    decoder: undefined,
    warnings: [],
    close: async () => thread?.close(),
  };
}

function withNames(target: TargetKind, names: readonly string[] | undefined): TargetKind {
  return target.kind === "class" && names ? { ...target, names } : target;
}

function inputRows({ values }: ArrayFile, normalize: Normalization, shape: readonly number[]): InputRows {
  const width = sizeOf(shape);
  if (values instanceof Uint8Array) return { width, values, table: byteTable(normalize, channelsOf(shape)) };
  normalizeFloats(values, normalize, channelsOf(shape));
  return { width, values };
}

const channelsOf = (shape: readonly number[]) => shape.at(-1) ?? 1;
