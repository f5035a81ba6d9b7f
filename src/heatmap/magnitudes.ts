import { magnitudeBins } from "../pruning/statistics.ts";

/** Bits of infinity, and of |w| that fall out of a bin; above infinity are NaNs. */
const infinity = 0x7f800000;
const binShift = 21;
/** All bits but the sign. */
const magnitudeMask = 0x7fffffff;

/** Non-zero, finite weights by |w| (see `magnitudeBins`), apart by what a mask does with them. */
export interface SplitMagnitudes {
  readonly kept: Uint32Array;
  /** Pruned, and not zero yet: weights older than the mask. Empty in a file whose masks have been applied. */
  readonly pruned: Uint32Array;
}

/** @param prunedAt null without a mask history: everything that is not zero is kept then */
export function splitMagnitudes(weights: Float32Array, prunedAt: Uint16Array | null, event: number): SplitMagnitudes {
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  const kept = new Uint32Array(magnitudeBins);
  const pruned = new Uint32Array(magnitudeBins);
  for (let i = 0; i < bits.length; i++) {
    const key = bits[i] & magnitudeMask;
    if (key === 0 || key >= infinity) continue;
    const removedAt = prunedAt ? prunedAt[i] : 0;
    if (removedAt === 0 || removedAt > event) kept[key >>> binShift]++;
    else pruned[key >>> binShift]++;
  }
  return { kept, pruned };
}

/** All non-zero, finite weights by |w|: what `tensorStatistics` counts, where nothing else of it is wanted. */
export function countMagnitudes(weights: Float32Array): Uint32Array {
  const bits = new Int32Array(weights.buffer, weights.byteOffset, weights.length);
  const counts = new Uint32Array(magnitudeBins);
  let zeros = 0;
  const whole = bits.length & ~3;
  // Four at a time, see pruning/magnitude.ts.
  for (let i = 0; i < whole; i += 4) {
    const a = bits[i] & magnitudeMask;
    const b = bits[i + 1] & magnitudeMask;
    const c = bits[i + 2] & magnitudeMask;
    const d = bits[i + 3] & magnitudeMask;
    counts[a >>> binShift]++;
    counts[b >>> binShift]++;
    counts[c >>> binShift]++;
    counts[d >>> binShift]++;
    zeros += ((a - 1) >>> 31) + ((b - 1) >>> 31) + ((c - 1) >>> 31) + ((d - 1) >>> 31);
  }
  for (let i = whole; i < bits.length; i++) {
    const key = bits[i] & magnitudeMask;
    counts[key >>> binShift]++;
    zeros += (key - 1) >>> 31;
  }
  counts[0] -= zeros;
  return counts.fill(0, infinity >>> binShift);
}

/** Smallest and largest |w| of the non-zero, finite weights; undefined where there are none. */
export function magnitudeRange(
  weights: Float32Array,
): { readonly smallest: number; readonly largest: number } | undefined {
  const bits = new Int32Array(weights.buffer, weights.byteOffset, weights.length);
  let below = magnitudeMask;
  let largest = 0;
  for (let i = 0; i < bits.length; i++) {
    const key = bits[i] & magnitudeMask;
    // One less, so that zero is the largest of all.
    below = Math.min(below, (key - 1) & magnitudeMask);
    largest = Math.max(largest, key);
  }
  if (largest >= infinity) return magnitudeRange(weights.filter(Number.isFinite));
  if (largest === 0) return undefined;
  const [from, to] = new Float32Array(new Uint32Array([below + 1, largest]).buffer);
  return { smallest: from, largest: to };
}
