import { sizeOf } from "../../../src/pruning/tensor.ts";
import type { TensorPlan } from "../../../src/runs/events.ts";

/** The tensors that one rule of the recipe prunes: they share a schedule, a colour and a marker. */
export interface Group {
  /** Place of the rule in the recipe. */
  readonly rule: number;
  /** The rule's selectors, as written. */
  readonly label: string;
  /** Place among the groups, from 0: colour, marker and dashes follow from it. */
  readonly place: number;
  /** Never empty; all have the same target. */
  readonly tensors: readonly TensorPlan[];
  /** Weights in all of them. */
  readonly size: number;
}

/** Groups in the recipe's order. */
export function groupsOf(plan: readonly TensorPlan[]): Group[] {
  const byRule = new Map<number, TensorPlan[]>();
  for (const tensor of plan) {
    const group = byRule.get(tensor.rule);
    if (group) group.push(tensor);
    else byRule.set(tensor.rule, [tensor]);
  }
  return [...byRule]
    .sort(([a], [b]) => a - b)
    .map(([rule, tensors], place) => ({
      rule,
      label: tensors[0].select,
      place,
      tensors,
      size: tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    }));
}
