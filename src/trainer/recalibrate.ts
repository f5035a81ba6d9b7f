import type { WeightTensor } from "../pruning/tensor.ts";
import type { Recipe } from "../recipes/recipe.ts";
import { layersOf, resolveTrainable } from "../recipes/rules.ts";
import type { Batches } from "./datasets/batches.ts";
import type { Examples } from "./datasets/dataset.ts";
import type { Network } from "./engines/engine.ts";
import { shuffledOrder } from "./shuffle.ts";

type Settings = Pick<Recipe, "recalibrateBatchNorm" | "trainable" | "batchSize" | "seed">;

/** Training batches that moving statistics are re-estimated on: whole ones as far as there are; 0 where none move. */
export function recalibrationBatches(
  { recalibrateBatchNorm, trainable, batchSize }: Settings,
  tensors: readonly WeightTensor[],
  examples: number,
): number {
  if (recalibrateBatchNorm === false || !hasMovingStatistics(tensors, trainable)) return 0;
  return Math.min(recalibrateBatchNorm, Math.max(1, Math.floor(examples / batchSize)));
}

/** Whether a batch normalisation learns: a frozen one keeps its statistics. */
function hasMovingStatistics(tensors: readonly WeightTensor[], trainable: Recipe["trainable"]): boolean {
  const learning = resolveTrainable(trainable, layersOf(tensors));
  return tensors.some(({ layer, role }) => role === "moving_mean" && learning.has(layer));
}

export interface Recalibration {
  readonly recipe: Settings;
  readonly network: Network;
  readonly batches: Batches;
  readonly train: Examples;
  /** The first batches of its order are taken, as they are without augmentation. */
  readonly pass: number;
}

/**
 * Re-estimates the moving statistics of batch normalisations for the weights as they are now. Training moves them by a
 * hundredth a step, so that after a prune event, or with few steps a pass, they are those of a network that is no more.
 * Training itself does not use them.
 *
 * @param shouldStop is asked after each batch
 * @returns false where it should stop
 */
export async function recalibrate(
  { recipe, network, batches, train, pass }: Recalibration,
  shouldStop: () => Promise<boolean>,
): Promise<boolean> {
  const count = recalibrationBatches(recipe, network.tensors, train.size);
  if (count === 0) return true;
  const order = shuffledOrder(train.size, recipe.seed, pass).subarray(0, count * recipe.batchSize);
  let earlier = 0;
  for await (const batch of batches.of(train, order)) {
    network.averageStatistics(batch, earlier++);
    if (await shouldStop()) return false;
  }
  return true;
}
