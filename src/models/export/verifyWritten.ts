import { ModelFileError } from "../modelFile.ts";
import { openModel } from "../open.ts";
import type { WeightToWrite } from "../tfjs/write.ts";
import { checkMask, type PrunedAt } from "./checkMask.ts";

/** Weights of a file and how many of them are zero, counted in the file. */
export interface WrittenWeights {
  readonly size: number;
  readonly zeros: number;
}

/**
 * Opens a file that has just been written and compares each tensor in it, bit for bit, with what was to be written.
 *
 * @param prunedAt masks that the tensors are to keep: what they removed is zero
 * @throws ModelFileError that names the tensor which is not there, differs, or has weights where its mask has none
 */
export async function verifyWritten(
  path: string,
  tensors: readonly WeightToWrite[],
  prunedAt: PrunedAt = new Map(),
): Promise<WrittenWeights> {
  const file = await openModel(path);
  try {
    const there = new Set(file.layers.flatMap((layer) => layer.tensors.map(({ name }) => name)));
    let size = 0;
    let zeros = 0;
    for (const { name, values } of tensors) {
      if (!there.delete(name)) throw wrong(name, "is not in the file that was written");
      const written = await file.read(name);
      if (!sameBits(written, typeof values === "function" ? await values() : values)) {
        throw wrong(name, "is not in the file as it was to be written");
      }
      checkMask(name, written, prunedAt);
      size += written.length;
      zeros += countZeros(written);
    }
    const [stranger] = there;
    if (stranger !== undefined) throw wrong(stranger, "is in the file that was written, and was not to be");
    return { size, zeros };
  } finally {
    await file.close();
  }
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function countZeros(values: Float32Array): number {
  return values.reduce((count, value) => count + Number(value === 0), 0);
}

function wrong(tensor: string, what: string): ModelFileError {
  return new ModelFileError(`${tensor} ${what}. Nothing was exported.`);
}
