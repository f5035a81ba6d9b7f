import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countMagnitudes, magnitudeRange, splitMagnitudes } from "../../src/heatmap/magnitudes.ts";
import { magnitudeOfBin, tensorStatistics } from "../../src/pruning/statistics.ts";
import { anEvent, matrices } from "./matrices.ts";

describe("magnitudes", () => {
  it("range over what is neither zero nor infinite nor no number", () => {
    const { POSITIVE_INFINITY, NaN: notANumber } = Number;
    expect(magnitudeRange(Float32Array.of(0, -2, 0.5, POSITIVE_INFINITY, notANumber))).toEqual({
      smallest: 0.5,
      largest: 2,
    });
    expect(magnitudeRange(Float32Array.of(0, -0, notANumber))).toBeUndefined();
  });

  it("are split by the mask, and add up to the statistics' histogram", () => {
    fc.assert(
      fc.property(matrices, anEvent, ({ levels, prunedAt }, event) => {
        const values = Float32Array.from(levels, (level) => level / 16);
        const { kept, pruned } = splitMagnitudes(values, prunedAt, event);
        const { magnitudes } = tensorStatistics(values, [values.length]);
        expect(kept.map((count, bin) => count + pruned[bin])).toEqual(magnitudes);
      }),
    );
  });

  it("are counted as the statistics count them", () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 40 }), (values) => {
        expect(countMagnitudes(values)).toEqual(tensorStatistics(values, [values.length]).magnitudes);
      }),
    );
  });

  it("of pruned weights are there only where weights are older than the mask", () => {
    const { kept, pruned } = splitMagnitudes(Float32Array.of(1, 2, 0, 4), Uint16Array.of(0, 1, 1, 2), 1);
    const bins = (counts: Uint32Array) => [...counts.entries()].filter(([, count]) => count > 0);
    expect(bins(kept).map(([bin]) => magnitudeOfBin(bin))).toEqual([1, 4]);
    expect(bins(pruned).map(([bin]) => magnitudeOfBin(bin))).toEqual([2]);
  });
});
