import type { Measured } from "./results.ts";

/** 97.5 % quantiles of Student's t for 1, 2, … degrees of freedom. */
const quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

export interface Interval {
  readonly mean: number;
  /** The mean ± this holds the true one in 95 of 100 such experiments. */
  readonly halfWidth: number;
}

/** Mean of 2 to 10 values with its 95 % interval, by Student's t. */
export function intervalOf(values: readonly number[]): Interval {
  const quantile = quantiles[values.length - 2];
  if (quantile === undefined)
    throw new Error(`There is no interval for ${values.length} values here, only for 2 to 10.`);
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  return { mean: middle, halfWidth: quantile * Math.sqrt(variance / values.length) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How far test accuracy fell from the evaluation before each prune event to the one after it; below 0 where it rose. */
export function fallsOf({ events, accuracyBefore, accuracies }: Measured): number[] {
  return events.map(({ pass }) => (pass === 0 ? accuracyBefore : accuracies[pass - 1]) - accuracies[pass]);
}
