import { setImmediate as nextTurn } from "node:timers/promises";
import { sizeOf } from "../pruning/tensor.ts";
import { pieces } from "./pieces.ts";
import type { ElementRange } from "./tensorFile.ts";

/** How far two tensors of one shape are apart. */
export interface TensorDifference {
  readonly size: number;
  /** Largest |a − b|; NaN where one of the two is no number and the other is not the same. */
  readonly maxAbsDiff: number;
  /** Weights that are zero in both, or in neither. */
  readonly agreeing: number;
}

type Read = (range: ElementRange) => Promise<Float32Array>;

/** Reads two tensors of this shape through, piece by piece. */
export async function readDifference(shape: readonly number[], readA: Read, readB: Read): Promise<TensorDifference> {
  const size = sizeOf(shape);
  let maxAbsDiff = 0;
  let agreeing = 0;
  for (const piece of pieces(shape, { start: 0, end: size })) {
    const [a, b] = [await readA(piece), await readB(piece)];
    for (let i = 0; i < a.length; i++) {
      // Math.max keeps a NaN.
      maxAbsDiff = Math.max(maxAbsDiff, absoluteDifference(a[i]!, b[i]!));
      if ((a[i] === 0) === (b[i] === 0)) agreeing++;
    }
    // HDF5 is read without waiting: others would not be heard before the end.
    await nextTurn();
  }
  return { size, maxAbsDiff, agreeing };
}

/** |a − b|; 0 for what is the same, infinities and NaN too. */
export function absoluteDifference(a: number, b: number): number {
  return Object.is(a, b) ? 0 : Math.abs(a - b);
}
