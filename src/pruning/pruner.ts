import type { WeightTensor } from "./tensor.ts";
/** Weights that live somewhere else (an engine, plain arrays) and can be pruned there. */
export interface PrunableWeights {
  /** Current values, row-major. The pruner neither keeps nor changes the array. */
  read(tensor: string): Float32Array;
  /** Multiplies the tensor by a 0/1 mask of its size now, and holds the mask for `applyMasks`. */
  setMask(tensor: string, mask: Float32Array): void;
  /** Multiplies every tensor by the mask it holds. Nothing to do for engines whose update does it. */
  applyMasks(): void;
}
export type _Tmp = WeightTensor;
