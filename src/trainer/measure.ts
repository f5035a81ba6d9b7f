import type { Evaluation } from "../runs/events.ts";
import type { Batches } from "./datasets/batches.ts";
import type { Examples } from "./datasets/dataset.ts";
import type { BatchResult, Network } from "./engines/engine.ts";

/** Sums over examples, from which loss and accuracy of a pass follow. */
export interface Sums {
  readonly size: number;
  readonly lossSum: number;
  readonly correct: number;
  /** Whether the loss has a notion of accuracy. */
  readonly counts: boolean;
}

export const noSums: Sums = { size: 0, lossSum: 0, correct: 0, counts: true };

export function addResult(sums: Sums, result: BatchResult): Sums {
  return {
    size: sums.size + result.size,
    lossSum: sums.lossSum + result.lossSum,
    correct: sums.correct + (result.correct ?? 0),
    counts: sums.counts && result.correct !== undefined,
  };
}

export function evaluationOf({ size, lossSum, correct, counts }: Sums): Evaluation {
  if (size === 0) return { loss: null, accuracy: null };
  return { loss: Number.isFinite(lossSum) ? lossSum / size : null, accuracy: counts ? correct / size : null };
}

/**
 * Loss and accuracy over all examples, in their order.
 *
 * @param shouldStop is asked after each batch
 * @returns undefined where it should stop
 */
export async function evaluate(
  network: Network,
  batches: Batches,
  examples: Examples,
  shouldStop: () => Promise<boolean>,
): Promise<Evaluation | undefined> {
  const order = Uint32Array.from({ length: examples.size }, (_, index) => index);
  let sums = noSums;
  for await (const batch of batches.of(examples, order)) {
    sums = addResult(sums, network.evaluate(batch));
    if (await shouldStop()) return undefined;
  }
  return evaluationOf(sums);
}
