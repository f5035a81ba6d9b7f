import { describe, expect, it } from "vitest";
import type { OptimizerSettings } from "../../src/recipes/recipe.ts";
import { learningRateOf } from "../../src/trainer/learningRate.ts";
import { optimizerOf } from "./optimizers.ts";

function rates(learningRateSchedule: OptimizerSettings["learningRateSchedule"], passes: number): number[] {
  const settings = optimizerOf({ type: "sgd", learningRate: 0.1, learningRateSchedule });
  return Array.from({ length: passes }, (_, pass) => learningRateOf(settings, pass, passes));
}

describe("the learning rate", () => {
  it("stays as it is without a schedule", () => {
    expect(rates({ type: "constant" }, 3)).toEqual([0.1, 0.1, 0.1]);
  });

  it("falls by the factor every so many passes", () => {
    const expected = [0.1, 0.1, 0.05, 0.05, 0.025];
    rates({ type: "step", everyPasses: 2, factor: 0.5 }, 5).forEach((rate, pass) => {
      expect(rate).toBeCloseTo(expected[pass], 12);
    });
  });

  it("follows half a cosine from the full rate towards the minimum", () => {
    const [first, middle, last] = [0, 2, 3].map((pass) => rates({ type: "cosine", minimum: 0.02 }, 4)[pass]);
    expect(first).toBeCloseTo(0.1, 12);
    expect(middle).toBeCloseTo(0.06, 12);
    expect(last).toBeCloseTo(0.02 + 0.08 * ((1 - Math.SQRT1_2) / 2), 12);
  });

  it("still learns in the last pass", () => {
    expect(rates({ type: "cosine", minimum: 0 }, 10).at(-1)).toBeGreaterThan(0.002);
  });

  it("is the full rate where there is one pass only", () => {
    expect(rates({ type: "cosine", minimum: 0 }, 1)).toEqual([0.1]);
  });
});
