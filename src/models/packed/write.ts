import { isTensorName } from "../../packed/read/header.ts";
import { type PackedModel, packTensors } from "../../packed/write/packTensors.ts";
import { sizeOf } from "../../pruning/tensor.ts";
import { append, writeAtomically } from "../atomicFile.ts";
import { checkComplete } from "../checkComplete.ts";
import { ModelFileError } from "../modelFile.ts";
import { manifestNames } from "../tfjs/write.ts";
import { unwritable } from "../unwritable.ts";
import type { Weight, WholeModel } from "../wholeModel.ts";

/** Whether a kernel has one scale, or one for each of its channels. */
export type Int8Scales = "tensor" | "channel";

export interface PackingOptions {
  /** Rounds kernels to 8 bits; undefined keeps every weight bit for bit. */
  readonly int8: Int8Scales | undefined;
  /** Whether its batch normalisations have been folded into kernels; noted in the file. */
  readonly folded: boolean;
  /** Noted in the file too, for whoever reads it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Packs a model as TensorFlow.js knows it: weights have the names that it gives them.
 *
 * @throws ModelFileError where two weights would have one name, the network lacks some of its weights, or weights that are
 *   not finite cannot be rounded
 */
export function packModel({ topology, weights }: WholeModel, { int8, folded, metadata }: PackingOptions): PackedModel {
  if (topology) checkComplete(topology, weights);
  const rounded = int8 ? weights.filter(isRounded) : [];
  rounded.forEach(refuseInfinite);
  const names = topology ? manifestNames(topology, weights) : weights.map(({ name }) => name);
  for (const name of names) {
    if (!isTensorName(name))
      throw new ModelFileError(`A tensor cannot be named ${JSON.stringify(name)} in a packed model.`);
  }
  return packTensors({
    generator: "Sparsity Inspector",
    topology: topology ?? null,
    metadata: { ...metadata, ...(int8 && { int8 }), ...(folded && { folded: "batchNorm" }) },
    tensors: weights.map((weight, i) => ({
      name: names[i] as string,
      shape: weight.shape,
      values: weight.values,
      int8Channels: int8 && rounded.includes(weight) ? channelsOf(weight, int8) : undefined,
    })),
  });
}

/**
 * Writes the file whole or not at all; returns its bytes.
 *
 * @throws ModelFileError where it cannot be written
 */
export async function writePacked(path: string, { pieces }: PackedModel): Promise<number> {
  try {
    await writeAtomically(path, async (file) => {
      for (const piece of pieces) await append(file, piece);
    });
  } catch (error) {
    throw unwritable(path, error);
  }
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Kernels and the like; biases and statistics are few, and worth their bits. */
export function isRounded({ shape, role }: Pick<Weight, "shape" | "role">): boolean {
  return shape.length > 1 && sizeOf(shape) > 0 && !perChannelRoles.has(role);
}

const perChannelRoles: ReadonlySet<string> = new Set(["gamma", "beta", "moving_mean", "moving_variance", "alpha"]);

/** How many scales a kernel has; a depthwise one, [height, width, in, multiplier], one for each of its last two axes. */
export function channelsOf({ role, shape }: Pick<Weight, "role" | "shape">, scales: Int8Scales): number {
  return scales === "tensor" ? 1 : sizeOf(shape.slice(role === "depthwise_kernel" ? -2 : -1));
}

function refuseInfinite({ name, values }: Weight): void {
  if (values.every(Number.isFinite)) return;
  throw new ModelFileError(`${name} holds NaN or infinite weights, which cannot be rounded to int8.`);
}
