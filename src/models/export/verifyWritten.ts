import { ModelFileError } from "../modelFile.ts";
import { openModel } from "../open.ts";
import type { WeightToWrite } from "../tfjs/write.ts";

/** Weights of a file and how many of them are zero, counted in the file. */
export interface WrittenWeights {
  readonly size: number;
  readonly zeros: number;
}

/** For each pruned tensor: 0 where a weight lives, k where event k removed it. */
export type PrunedAt = ReadonlyMap<string, Uint16Array>;

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
      checkMask(name, written, prunedAt.get(name));
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

function checkMask(name: string, values: Float32Array, prunedAt: Uint16Array | undefined): void {
  if (!prunedAt) return;
  if (prunedAt.length !== values.length) {
    throw wrong(name, `has ${values.length} weights, and its mask is of ${prunedAt.length}`);
  }
  const alive = values.reduce((count, value, i) => count + Number(value !== 0 && prunedAt[i] !== 0), 0);
  if (alive > 0) throw wrong(name, `is not zero in ${alive} of the places where the run's masks have removed weights`);
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
