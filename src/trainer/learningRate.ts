import type { OptimizerSettings } from "../recipes/recipe.ts";

/** The learning rate of a pass; `pass` counts from 0, of `passes` in all. */
export function learningRateOf(settings: OptimizerSettings, pass: number, passes: number): number {
  const { learningRate, learningRateSchedule: schedule } = settings;
  switch (schedule.type) {
    case "constant":
      return learningRate;
    case "step":
      return learningRate * schedule.factor ** Math.floor(pass / schedule.everyPasses);
    case "cosine":
      // Half a cosine from the full rate towards the minimum, which only a pass after the last would have
      // (Loshchilov & Hutter 2016, arXiv 1608.03983).
      return schedule.minimum + ((learningRate - schedule.minimum) * (1 + Math.cos((Math.PI * pass) / passes))) / 2;
  }
}
