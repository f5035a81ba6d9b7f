import type { Series, Timeline } from "./timeline.ts";

/** Ranges of the timeline's value axes: all that was measured lies inside, and what is close together is seen apart. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** From 0 to a little above what is asked or reached. */
export function sparsityRange({ groups }: Timeline): Range {
  const highest = Math.max(0.1, ...groups.flatMap(({ target, reached }) => [target, reached.at(-1)?.y ?? 0]));
  return { low: 0, high: Math.min(1, highest * 1.06) };
}

/** Around what was measured, within 0..1, at least four percentage points wide; undefined where nothing was measured. */
export function accuracyRange({ accuracy }: Timeline): Range | undefined {
  const extent = extentOf([accuracy]);
  if (!extent) return undefined;
  const span = Math.max(0.04, 1.3 * (extent.high - extent.low));
  const middle = (extent.low + extent.high) / 2;
  const low = Math.max(0, Math.min(middle - span / 2, 1 - span));
  return { low, high: Math.min(1, low + span) };
}

export interface LossRange extends Range {
  /** Where the largest is so far above the smallest that a linear axis would lay most of it on the floor. */
  readonly logarithmic: boolean;
}

/** Undefined where nothing was measured. */
export function lossRange({ trainLoss, testLoss }: Timeline): LossRange | undefined {
  const extent = extentOf([trainLoss, testLoss]);
  if (!extent) return undefined;
  const { low, high } = extent;
  if (low > 0 && high / low > 50) return { low: low * 0.8, high: high * 1.25, logarithmic: true };
  return { low: Math.min(0, low * 1.05), high: high > 0 ? high * 1.05 : 1, logarithmic: false };
}

function extentOf(all: readonly Series[]): Range | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { points, dense } of all) {
    for (const value of dense === undefined ? points.map(({ y }) => y) : [dense, ...points.map(({ y }) => y)]) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? { low, high } : undefined;
}
