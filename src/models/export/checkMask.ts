import { ModelFileError } from "../modelFile.ts";

/** For each pruned tensor: 0 where a weight lives, k where event k removed it. */
export type PrunedAt = ReadonlyMap<string, Uint16Array>;

/** @throws ModelFileError where a tensor has weights that its mask has removed */
export function checkMask(tensor: string, values: Float32Array, masks: PrunedAt): void {
  const prunedAt = masks.get(tensor);
  if (!prunedAt) return;
  if (prunedAt.length !== values.length) {
    throw leak(`${tensor} has ${values.length} weights, and its mask is of ${prunedAt.length}`);
  }
  const alive = values.reduce((count, value, i) => count + Number(value !== 0 && prunedAt[i] !== 0), 0);
  if (alive > 0)
    throw leak(`${tensor} is not zero in ${alive} of the places where the run's masks have removed weights`);
}

function leak(what: string): ModelFileError {
  return new ModelFileError(`${what}. Nothing was exported.`);
}
