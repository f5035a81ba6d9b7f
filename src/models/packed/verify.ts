import type { PrunedAt } from "../export/checkMask.ts";
import { FileBytes } from "../fileBytes.ts";
import type { ModelFile } from "../modelFile.ts";
import type { WholeModel } from "../wholeModel.ts";
import { readPackedHeader } from "./open.ts";
import { channelsOf, type Int8Scales, isRounded } from "./write.ts";

/** How a tensor of a packed model compares with the model that it was made of. */
export interface VerifiedTensor {
  readonly name: string;
  readonly size: number;
  /** Weights whose bits differ. */
  readonly differing: number;
  /** |difference|, and what rounding to int8 may make of it: 0 where nothing was rounded. */
  readonly largestDifference: number;
  readonly allowed: number;
  /** Of the packed tensor. */
  readonly zeros: number;
  /** Zeros of the model that are none in the file. */
  readonly lostZeros: number;
  /** Weights of the model that are zero in the file only. */
  readonly newZeros: number;
  /** Weights that the run's masks have removed, and that are not zero in the file. */
  readonly leaks: number;
}

export interface Verification {
  readonly tensors: readonly VerifiedTensor[];
  /** What is wrong, a sentence each; none where the file is what it should be. */
  readonly problems: readonly string[];
}

/** What was done to the weights when a file was packed, as its metadata say. */
export interface Packing {
  readonly int8: Int8Scales | undefined;
  readonly folded: boolean;
}

/** @throws PackedError where the file is damaged */
export async function packingOf(path: string): Promise<Packing> {
  const file = await FileBytes.open(path);
  try {
    const { int8, folded } = (await readPackedHeader(file)).header.metadata;
    return { int8: int8 === "channel" || int8 === "tensor" ? int8 : undefined, folded: folded === "batchNorm" };
  } finally {
    await file.close();
  }
}

/**
 * Reads a packed model back and compares each weight with the model's: bit for bit, or within half a step of int8.
 *
 * @param model that was packed, with its batch normalisations folded where the file's are
 * @param prunedAt masks of the run that the model comes from
 */
export async function verifyPacked(
  packed: ModelFile,
  { int8 }: Packing,
  model: WholeModel,
  prunedAt: PrunedAt = new Map(),
): Promise<Verification> {
  const tensors: VerifiedTensor[] = [];
  const problems: string[] = [];
  const there = new Set(packed.layers.flatMap((layer) => layer.tensors.map(({ name }) => name)));
  for (const weight of model.weights) {
    const { name, values } = weight;
    if (!there.delete(name)) {
      problems.push(`${name} is not in the file.`);
      continue;
    }
    const found = await packed.read(name);
    if (found.length !== values.length) {
      problems.push(`${name} has ${found.length} weights in the file and ${values.length} in the model.`);
      continue;
    }
    const allowed = int8 && isRounded(weight) ? halfSteps(values, channelsOf(weight, int8)) : undefined;
    const verified = compare(name, values, found, allowed, prunedAt.get(name));
    tensors.push(verified.tensor);
    problems.push(...verified.problems);
  }
  for (const name of there) problems.push(`${name} is in the file, and not in the model.`);
  return { tensors, problems: someOf(problems) };
}

const mostProblems = 10;

/** Of files that have nothing in common the first are enough. */
function someOf(problems: readonly string[]): readonly string[] {
  if (problems.length <= mostProblems) return problems;
  return [...problems.slice(0, mostProblems), `And ${problems.length - mostProblems} more tensors.`];
}

/** Half of the largest step that a rounded weight of each channel can have: scales have 8 significant bits. */
function halfSteps(values: Float32Array, channels: number): Float64Array {
  const largest = new Float64Array(channels);
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (magnitude > (largest[i % channels] as number)) largest[i % channels] = magnitude;
  }
  return largest.map((magnitude) => (Math.max(magnitude / 127, 2 ** -126) * (1 + 2 ** -7)) / 2);
}

function compare(
  name: string,
  model: Float32Array,
  file: Float32Array,
  allowed: Float64Array | undefined,
  prunedAt: Uint16Array | undefined,
): { readonly tensor: VerifiedTensor; readonly problems: readonly string[] } {
  const counts = { differing: 0, zeros: 0, lostZeros: 0, newZeros: 0, leaks: 0 };
  let largestDifference = 0;
  let outside = 0;
  const [bits, fileBits] = [bitsOf(model), bitsOf(file)];
  for (let i = 0; i < model.length; i++) {
    const [a, b] = [model[i] as number, file[i] as number];
    if (b === 0) counts.zeros++;
    else if (prunedAt && prunedAt[i] !== 0) counts.leaks++;
    if (bits[i] === fileBits[i]) continue;
    counts.differing++;
    const difference = Math.abs(a - b);
    largestDifference = Math.max(largestDifference, difference);
    if (!(difference <= (allowed?.[i % allowed.length] ?? -1))) outside++;
    if (a === 0 && b !== 0) counts.lostZeros++;
    if (a !== 0 && b === 0) counts.newZeros++;
  }
  const { lostZeros, leaks } = counts;
  const most = allowed?.reduce((a, b) => Math.max(a, b), 0) ?? 0;
  const apart = `${outside} of ${model.length} weights of ${name} differ from the model`;
  return {
    tensor: { name, size: model.length, largestDifference, allowed: most, ...counts },
    problems: [
      ...(outside > 0 ? [`${apart}${allowed ? " by more than half a step of int8" : ""}.`] : []),
      ...(lostZeros > 0 && outside === 0 ? [`${lostZeros} zeros of ${name} are none in the file.`] : []),
      ...(leaks > 0 ? [`${leaks} weights of ${name} that the run's masks have removed are not zero in the file.`] : []),
    ],
  };
}

/** NaN is not always the same NaN, and −0 is not 0. */
function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}
