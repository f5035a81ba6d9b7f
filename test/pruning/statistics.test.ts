import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countLeaks,
  magnitudeBins,
  magnitudeOfBin,
  StatisticsCollector,
  tensorStatistics,
} from "../../src/pruning/statistics.ts";

describe("statistics of a tensor", () => {
  it("counts non-zeros, −0 as zero, and what is not a number", () => {
    const stats = tensorStatistics(
      Float32Array.of(0, -0, 1, -2, Number.NaN, Number.NEGATIVE_INFINITY, 1e-45, 0),
      [2, 4],
    );
    expect(stats).toMatchObject({ size: 8, nnz: 5, sparsity: 3 / 8, nan: 1, infinite: 1 });
  });

  it("finds dead rows, columns and inputs of a dense kernel", () => {
    // [in 3, out 2]: input 1 is dead, unit 1 is dead.
    const stats = tensorStatistics(Float32Array.of(1, 0, 0, 0, 2, 0), [3, 2]);
    expect(stats.dead).toEqual({ rows: 1, columns: 1, inputs: 1 });
    expect([...stats.rowNnz]).toEqual([1, 0, 1]);
    expect([...stats.columnNnz]).toEqual([2, 0]);
  });

  it("sees a convolution kernel as [kh·kw·in, out]", () => {
    // [1, 2, in 2, out 1]: row 1 and row 3 read input 1.
    const stats = tensorStatistics(Float32Array.of(5, 0, 6, 0), [1, 2, 2, 1]);
    expect(stats.dead).toEqual({ rows: 2, columns: 0, inputs: 1 });
  });

  it("sees a depthwise kernel as [kh·kw, in·multiplier]", () => {
    // [1, 2, in 2, multiplier 2]: filters 0..3 are (in 0, m 0), (in 0, m 1), (in 1, m 0), (in 1, m 1).
    const values = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0);
    const stats = tensorStatistics(values, [1, 2, 2, 2], "depthwise_kernel");
    expect(stats.dead).toEqual({ rows: 0, columns: 3, inputs: 1 });
  });

  it("takes vectors, scalars and empty tensors", () => {
    expect(tensorStatistics(Float32Array.of(1, 0, 3), [3])).toMatchObject({ nnz: 2, dead: { rows: 0, columns: 1 } });
    expect(tensorStatistics(Float32Array.of(7), [])).toMatchObject({ size: 1, nnz: 1 });
    expect(tensorStatistics(new Float32Array(0), [0, 4])).toMatchObject({ size: 0, sparsity: 0 });
  });

  it("puts every finite non-zero weight into the bin of its magnitude", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        fc.pre(value !== 0);
        const bin = tensorStatistics(Float32Array.of(value), [1]).magnitudes.indexOf(1);
        expect(magnitudeOfBin(bin)).toBeLessThanOrEqual(Math.abs(value));
        if (bin + 1 < magnitudeBins) expect(magnitudeOfBin(bin + 1)).toBeGreaterThan(Math.abs(value));
      }),
    );
  });

  it("is the same whether the weights come whole or in pieces", () => {
    const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shape, fc.array(fc.nat(40), { maxLength: 6 }), fc.integer(), (shape, cuts, seed) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const values = Float32Array.from({ length: size }, (_, i) => Math.max(0, Math.sin(i + seed)));
        const collector = new StatisticsCollector(shape);
        const bounds = [...cuts.map((cut) => Math.min(cut, size)).sort((a, b) => a - b), size];
        bounds.reduce((start, end) => {
          collector.add(values.subarray(start, end));
          return end;
        }, 0);
        expect(collector.finish()).toEqual(tensorStatistics(values, shape));
      }),
    );
  });

  it("refuses to finish before every weight was seen", () => {
    const collector = new StatisticsCollector([4]);
    collector.add(Float32Array.of(1, 2));
    expect(() => collector.finish()).toThrow("2 of 4");
  });

  it("counts pruned weights that came back", () => {
    expect(countLeaks(Float32Array.of(0, 1, 2, 0), Uint16Array.of(1, 2, 0, 0))).toBe(1);
  });
});
