import { aggregateCells } from "../../../src/heatmap/aggregate.ts";
import type { Cells } from "../../../src/heatmap/cells.ts";
import { levelDomain, quantizeLevels } from "../../../src/heatmap/levels.ts";
import type { CellRequest, TensorEntry, TensorValues } from "../../../src/protocol/tensorViews.ts";
import { MagnitudePruner } from "../../../src/pruning/magnitude.ts";
import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { keptCount, prunePasses, type SparsityTarget, scheduledSparsity } from "../../../src/pruning/schedule.ts";
import { tensorStatistics } from "../../../src/pruning/statistics.ts";
import { sizeOf } from "../../../src/pruning/tensor.ts";

/** Tensors that look like trained ones, repeatable, pruned by the real schedule without retraining. */
export interface GeneratedTensor {
  readonly entry: TensorEntry;
  readonly weights: Float32Array;
  readonly prunedAt: Uint16Array | null;
  readonly events: number;
}

/** Nine events, as in a run of 24 passes. */
export const target: SparsityTarget = { schedule: "log", sparsityUpperBound: 0.75, intervalPass: 3, endPass: 24 };
export const eventPasses: readonly number[] = prunePasses(target);

export interface TensorWish {
  readonly layer: string;
  readonly shape: readonly number[];
  readonly className?: string;
  readonly role?: string;
  /** False: dense. */
  readonly pruned?: boolean;
  /** Columns that are zero from the start. */
  readonly deadColumns?: readonly number[];
}

export function generate({
  layer,
  shape,
  className = "Dense",
  role = "kernel",
  pruned = true,
  deadColumns = [],
}: TensorWish): GeneratedTensor {
  const size = sizeOf(shape);
  const { columns } = matrixLayout(shape, role);
  const weights = bells(size, columns, layer.length);
  for (const column of deadColumns) for (let i = column; i < size; i += columns) weights[i] = 0;
  const name = `${layer}/${role}`;
  const entry = { name, layer, className, role, shape, dtype: "float32", size, bytes: 4 * size, pruned };
  if (!pruned) return { entry, weights, prunedAt: null, events: 0 };
  const prunedAt = new Uint16Array(size);
  const pruner = new MagnitudePruner();
  for (const [event, pass] of eventPasses.entries()) {
    pruner.prune(weights, prunedAt, keptCount(size, scheduledSparsity(target, pass)), event + 1);
  }
  for (let i = 0; i < size; i++) if (prunedAt[i] !== 0) weights[i] = 0;
  return { entry, weights, prunedAt, events: eventPasses.length };
}

/** About normal, with columns that differ in width, so that rows and columns look different. */
function bells(size: number, columns: number, seed: number): Float32Array {
  let state = (seed + 1) * 2654435761;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: size }, (_, i) => {
    const width = 0.05 * (1 + 0.5 * Math.sin((i % columns) * 0.7));
    return width * (uniform() + uniform() + uniform() + uniform() - 2);
  });
}

export function valuesOf({ weights, prunedAt, events }: GeneratedTensor): TensorValues {
  return { kind: "whole", weights, prunedAt, events };
}

export function cellsOf({ entry, weights, prunedAt }: GeneratedTensor, { window, event }: CellRequest): Cells {
  const { rows, columns } = matrixLayout(entry.shape, entry.role);
  const domain = levelDomain(tensorStatistics(weights, entry.shape, entry.role).magnitudes);
  return aggregateCells({ rows, columns, levels: quantizeLevels(weights, domain), prunedAt }, window, event);
}
