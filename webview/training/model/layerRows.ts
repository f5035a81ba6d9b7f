import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { sizeOf } from "../../../src/pruning/tensor.ts";
import type { PrunedTensor, TensorPlan } from "../../../src/runs/events.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { groupsOf } from "./groups.ts";
import { displayNames } from "./names.ts";
import { askedAt } from "./timeline.ts";

/** A pruned tensor as the table shows it, as it was after an event. */
export interface LayerRow {
  readonly plan: TensorPlan;
  readonly name: string;
  /** Place of its group. */
  readonly group: number;
  /** In the network's order, from 0. */
  readonly order: number;
  readonly weights: number;
  /** Share of zeros, 0..1; 0 before its first event. */
  readonly reached: number;
  /** What its newest event asked, 0..1; undefined before the first. */
  readonly asked: number | undefined;
  /** What its schedule asks in the end. */
  readonly target: number;
  /** Filters (columns of the matrix) without a kept weight; undefined until the masks are known. */
  readonly dead: number | undefined;
  readonly filters: number;
  /** Of the dense tensor, in float32. */
  readonly bytes: number;
}

/** Filters of a tensor that nothing is left of after an event; undefined where its masks are not known. */
export type DeadFilters = (tensor: string, event: number) => number | undefined;

/** @param event as the network was after it; 0 is the dense network */
export function layerRows(state: RunState, event: number, deadFilters: DeadFilters): LayerRow[] {
  const plan = state.started?.plan ?? [];
  const passes = state.started?.passes ?? 1;
  const names = displayNames(plan);
  const groups = new Map(groupsOf(plan).map(({ rule, place }) => [rule, place]));
  const pruned = prunedUpTo(state, event);
  return plan.map((tensor, order) => {
    const weights = sizeOf(tensor.shape);
    const now = pruned.get(tensor.tensor);
    const filters = matrixLayout(tensor.shape, tensor.role).columns;
    return {
      plan: tensor,
      name: names.get(tensor.tensor) ?? tensor.tensor,
      group: groups.get(tensor.rule) ?? 0,
      order,
      weights,
      reached: now && weights > 0 ? (weights - now.nnz) / weights : 0,
      asked: now?.ratio,
      target: askedAt(tensor, passes, passes),
      dead: deadNow(now, filters, deadFilters(tensor.tensor, event)),
      filters,
      bytes: 4 * weights,
    };
  });
}

/** What is dead follows from the events alone where all or nothing is left. */
function deadNow(now: PrunedTensor | undefined, filters: number, counted: number | undefined): number | undefined {
  if (!now || now.kept === now.size) return 0;
  return now.kept === 0 ? filters : counted;
}

/** By tensor, what the newest event up to `event` that touched it left. */
function prunedUpTo({ tensors, prunes }: RunState, event: number): ReadonlyMap<string, PrunedTensor> {
  const pruned = new Map<string, PrunedTensor>();
  if (event >= (prunes.at(-1)?.event ?? 0)) {
    for (const [name, { pruned: newest }] of tensors) if (newest) pruned.set(name, newest);
    return pruned;
  }
  for (const prune of prunes) {
    if (prune.event > event) break;
    for (const tensor of prune.tensors) pruned.set(tensor.tensor, tensor);
  }
  return pruned;
}

export const sortKeys = ["order", "weights", "reached", "dead"] as const;

export interface Sort {
  readonly key: (typeof sortKeys)[number];
  readonly descending: boolean;
}

/** Ties stay in the network's order; what is not known comes last. */
export function sortRows(rows: readonly LayerRow[], { key, descending }: Sort): LayerRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[key], b[key]];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * (x - y) || a.order - b.order;
  });
}

export interface LayerTotals {
  readonly tensors: number;
  readonly weights: number;
  readonly reached: number;
  /** Undefined as long as it is of one of them. */
  readonly dead: number | undefined;
  readonly bytes: number;
  /** Weights of the network that no rule prunes. */
  readonly otherWeights: number;
}

export function totalsOf(rows: readonly LayerRow[], { started }: RunState): LayerTotals {
  const weights = sum(rows.map((row) => row.weights));
  const known = rows.flatMap(({ dead }) => dead ?? []);
  return {
    tensors: rows.length,
    weights,
    reached: weights === 0 ? 0 : sum(rows.map((row) => row.reached * row.weights)) / weights,
    dead: known.length === rows.length ? sum(known) : undefined,
    bytes: sum(rows.map((row) => row.bytes)),
    otherWeights: (started?.model.weights ?? weights) - weights,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
