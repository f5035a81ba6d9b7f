/** Losses whose answers are right or wrong, so that accuracy can be counted. */
const countedLosses = ["crossentropy", "binaryCrossentropy"] as const;

/** Losses of numbers, which classes are not. */
const numericLosses = ["meanSquaredError", "meanAbsoluteError", "huber"] as const;

export const lossNames = [...countedLosses, "kullbackLeibler", ...numericLosses] as const;

export type LossName = (typeof lossNames)[number];
type NumericLoss = (typeof numericLosses)[number];

/** The loss of each of so many outputs: a single name is that of all. */
export function lossesFor(loss: LossName | readonly LossName[], outputs: number): readonly LossName[] {
  return typeof loss === "string" ? Array.from({ length: outputs }, () => loss) : loss;
}

export function hasAccuracy(loss: LossName): boolean {
  return countedLosses.some((name) => name === loss);
}

/** Whether the network learns numbers of any size: no classes, and no probabilities. */
export function isNumeric(loss: LossName): loss is NumericLoss {
  return numericLosses.some((name) => name === loss);
}
