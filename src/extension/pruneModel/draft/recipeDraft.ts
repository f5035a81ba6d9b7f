import { lastPrunePass, type SparsityTarget } from "../../../pruning/schedule.ts";
import type { LossName } from "../../../recipes/recipe.ts";
import { passesWithRecovery } from "../../../recipes/recovery.ts";
import type { NetworkFacts } from "../../recipes/networkFacts.ts";
import type { DataFacts } from "../find/dataFacts.ts";
import type { RuleDraft } from "./ruleDrafts.ts";

/** How raw values become inputs, in a recipe's words. */
export type Normalize =
  | "zero-one"
  | "minus-one-one"
  | "none"
  | "standardize"
  | { readonly mean: readonly number[]; readonly std: readonly number[] };

/** When weights are pruned; the same for all rules. */
export type Timing = Pick<SparsityTarget, "schedule" | "intervalPass" | "endPass">;

/** A recipe with every question answered. */
export interface RecipeDraft {
  /** As the recipe will name it: a model's file, or a run's folder. */
  readonly model: string;
  readonly network: NetworkFacts;
  readonly data: DataFacts;
  /** Of a table. */
  readonly label: string | undefined;
  readonly normalize: Normalize | undefined;
  readonly loss: LossName;
  /** None train the network without pruning it. */
  readonly rules: readonly RuleDraft[];
  readonly timing: Timing;
  readonly passes: number;
  readonly learningRate: number;
  readonly batchSize: number;
}

export const defaultTiming: Timing = { schedule: "log", intervalPass: 3, endPass: 60 };

export function targetOf(
  { sparsityUpperBound }: Pick<RuleDraft, "sparsityUpperBound">,
  timing: Timing,
): SparsityTarget {
  return { ...timing, sparsityUpperBound };
}

/** Enough for the last prune event and to recover from it. */
export function defaultPasses(rules: readonly RuleDraft[], timing: Timing): number {
  const [rule] = rules;
  return rule ? passesWithRecovery(lastPrunePass(targetOf(rule, timing))) : 10;
}

/** Weights that are there train on gently; initial ones have a way to go. */
export function defaultLearningRate(network: NetworkFacts): number {
  return network.weights > 0 ? 0.001 : 0.01;
}
