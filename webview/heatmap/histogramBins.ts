import type { SplitMagnitudes } from "../../src/heatmap/magnitudes.ts";
import { magnitudeOfBin } from "../../src/pruning/statistics.ts";

/** Weights with |w| from `from` to `to`. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly kept: number;
  readonly pruned: number;
}

export interface Histogram {
  /** Ascending, without gaps. Empty where all weights are zero. */
  readonly bars: readonly HistogramBar[];
  /** Weights smaller than the first bar's. */
  readonly below: number;
}

/** As many bars as a narrow column can show, four an octave. */
const mostBars = 48;

/** Bars over the upper part of the magnitudes; what lies below is counted, not drawn. */
export function histogramBars({ kept, pruned }: SplitMagnitudes): Histogram {
  const at = (bin: number) => kept[bin] + (pruned[bin] ?? 0);
  let last = kept.length - 1;
  while (last >= 0 && at(last) === 0) last--;
  if (last < 0) return { bars: [], below: 0 };
  let first = 0;
  while (at(first) === 0) first++;
  const start = Math.max(first, last - mostBars + 1);
  let below = 0;
  for (let bin = first; bin < start; bin++) below += at(bin);
  const bars = Array.from({ length: last - start + 1 }, (_, i) => ({
    from: magnitudeOfBin(start + i),
    to: magnitudeOfBin(start + i + 1),
    kept: kept[start + i],
    pruned: pruned[start + i] ?? 0,
  }));
  return { bars, below };
}
