import type { Density } from "./source.ts";

/** A bar of a density strip: a run of cells, in cells. */
export interface Bar {
  readonly start: number;
  readonly end: number;
  /** Mean share of kept weights, 0..1. */
  readonly kept: number;
  /** Whether a row or column in it has nothing kept. */
  readonly dead: boolean;
}

/**
 * Bars for the cells from `start` to `end`.
 *
 * @param shares of kept weights in each `step` rows or columns
 * @param block rows or columns a cell
 * @param cellsPerBar so many that a bar is not thinner than a pixel
 */
export function stripBars(
  shares: Float32Array,
  {
    step,
    block,
    start,
    end,
    cellsPerBar,
  }: {
    readonly step: number;
    readonly block: number;
    readonly start: number;
    readonly end: number;
    readonly cellsPerBar: number;
  },
): Bar[] {
  const bars: Bar[] = [];
  // Bars start at the same cells wherever the strip starts, so that they keep their height while it is panned.
  for (let cell = Math.floor(start / cellsPerBar) * cellsPerBar; cell < end; cell += cellsPerBar) {
    const from = Math.floor((cell * block) / step);
    const to = Math.min(shares.length, Math.max(from + 1, Math.ceil(((cell + cellsPerBar) * block) / step)));
    let sum = 0;
    let dead = false;
    for (let i = from; i < to; i++) {
      sum += shares[i];
      if (shares[i] === 0) dead = true;
    }
    bars.push({
      start: Math.max(cell, start),
      end: Math.min(cell + cellsPerBar, end),
      kept: sum / Math.max(1, to - from),
      dead,
    });
  }
  return bars;
}

/** The end of the scale that both strips of a tensor share: a quarter, a half, three quarters or all. */
export function stripScale({ most }: Density): number {
  return [0.25, 0.5, 0.75].find((end) => most <= end) ?? 1;
}
