import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelDomain, magnitudeOfLevel, quantizeLevels, topLevel } from "../../src/heatmap/levels.ts";
import { tensorStatistics } from "../../src/pruning/statistics.ts";

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const weights = fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true, noDefaultInfinity: true });

function domainOf(values: Float32Array) {
  return levelDomain(tensorStatistics(values, [values.length]).magnitudes);
}

describe("levels of |w|", () => {
  it("reserve 0 for weights that are zero, of either sign", () => {
    const values = Float32Array.of(0, -0, 1e-45, -1e-45, 1, -1);
    expect([...quantizeLevels(values, domainOf(values))].map((level) => level > 0)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });

  it("rise with |w| and take no notice of its sign", () => {
    fc.assert(
      fc.property(weights, float, float, (values, a, b) => {
        const [levelA, levelB, levelMinusA] = quantizeLevels(Float32Array.of(a, b, -a), domainOf(values));
        expect(levelMinusA).toBe(levelA);
        if (Math.abs(a) <= Math.abs(b)) expect(levelA).toBeLessThanOrEqual(levelB);
      }),
    );
  });

  it("start at the 25 % quantile of the non-zero |w| and end at the largest, to a bin of the histogram", () => {
    fc.assert(
      fc.property(weights, (values) => {
        const magnitudes = values.map(Math.abs).filter((magnitude) => magnitude > 0);
        fc.pre(magnitudes.length > 0);
        magnitudes.sort();
        const { low, high } = domainOf(values);
        const quantile = magnitudes[Math.ceil(magnitudes.length / 4) - 1];
        const binWidth = 5 / 4;
        // Denormals share one bin that is wider.
        if (quantile >= 2 ** -126) expect(quantile / low).toBeLessThanOrEqual(binWidth);
        expect(low).toBeLessThanOrEqual(Math.max(quantile, 2 ** -128));
        expect(high).toBeGreaterThanOrEqual(magnitudes[magnitudes.length - 1]);
        expect(high).toBeGreaterThan(low);
      }),
    );
  });

  it("are spread evenly over the logarithm", () => {
    const domain = { low: 2 ** -8, high: 1 };
    const levels = quantizeLevels(Float32Array.of(2 ** -8, 2 ** -6, 2 ** -4, 2 ** -2, 1), domain);
    for (const [i, level] of levels.entries()) expect(Math.abs(level - (255 * i) / 4)).toBeLessThanOrEqual(1);
    expect(magnitudeOfLevel(0, domain)).toBe(domain.low);
    expect(magnitudeOfLevel(topLevel / 2, domain)).toBeCloseTo(2 ** -4, 12);
    expect(magnitudeOfLevel(topLevel, domain)).toBe(domain.high);
  });

  it("give level 1 to what is below the scale and the highest to what is above it, infinite or no number", () => {
    const levels = quantizeLevels(Float32Array.of(1e-9, 0.1, 5, Number.POSITIVE_INFINITY, Number.NaN), {
      low: 0.25,
      high: 2,
    });
    expect([...levels]).toEqual([1, 1, 255, 255, 255]);
  });

  it("are all 0 where all weights are zero", () => {
    const zeros = new Float32Array(5);
    expect(domainOf(zeros)).toEqual({ low: 0, high: 0 });
    expect([...quantizeLevels(zeros, domainOf(zeros))]).toEqual([0, 0, 0, 0, 0]);
  });

  it("end at a number even where the largest float is among the weights", () => {
    const values = Float32Array.of(1, 3.4e38);
    expect(Number.isFinite(domainOf(values).high)).toBe(true);
    expect(quantizeLevels(values, domainOf(values))[1]).toBe(255);
  });

  it("read an array that is a view into a larger one", () => {
    const all = Float32Array.of(9, 0, 1, 9);
    expect([...quantizeLevels(all.subarray(1, 3), { low: 0.5, high: 1 })]).toEqual([0, 255]);
  });
});
