import type { TensorEntry, TensorStatistics } from "../../../src/protocol/tensorViews.ts";

/** What the measured ones of some tensors add up to. */
export interface Totals {
  readonly measured: number;
  readonly tensors: number;
  /** In all of them. */
  readonly weights: number;
  /** Share of zeros in those that were measured, 0..1; undefined before the first. */
  readonly sparsity: number | undefined;
}

export function totalsOf(tensors: readonly TensorEntry[], statistics: ReadonlyMap<string, TensorStatistics>): Totals {
  let measured = 0;
  let size = 0;
  let nnz = 0;
  for (const { name } of tensors) {
    const found = statistics.get(name);
    if (!found) continue;
    measured++;
    size += found.size;
    nnz += found.nnz;
  }
  return {
    measured,
    tensors: tensors.length,
    weights: tensors.reduce((sum, tensor) => sum + tensor.size, 0),
    sparsity: size === 0 ? undefined : (size - nnz) / size,
  };
}
