import type { MatrixLayout } from "../pruning/matrixLayout.ts";
import type { LevelMatrix } from "./aggregate.ts";
import { nonZero, removedBits } from "./bits.ts";

/** What is known of a tensor's mask after an event. Counts are of weights unless they say otherwise. */
export interface MaskFacts {
  readonly size: number;
  readonly kept: number;
  /**
   * Weights other than zero; below `kept` where kept weights are zero themselves. Null for an event that others
   * followed: what those removed is zero now, and nothing says what it was.
   */
  readonly nnz: number | null;
  /** Share of pruned weights, 0..1; 0 for an empty tensor. */
  readonly sparsity: number;
  /** Kept weights in each row of the matrix. */
  readonly rowKept: Uint32Array;
  readonly columnKept: Uint32Array;
  /** Rows, columns and input channels with nothing kept. */
  readonly dead: { readonly rows: number; readonly columns: number; readonly inputs: number };
}

/**
 * Facts of a matrix that is in memory, in one pass. Without a mask history `event` means nothing, and what is not zero
 * counts as kept.
 */
export function maskFacts(matrix: LevelMatrix, layout: MatrixLayout, event: number): MaskFacts {
  const { rows, columns, levels, prunedAt } = matrix;
  const counts: Counts = {
    rowKept: new Uint32Array(rows),
    columnKept: new Uint32Array(columns),
    keptZeros: 0,
    later: 0,
  };
  for (let row = 0, start = 0; row < rows; row++, start += columns) {
    if (prunedAt) countMaskedRow(counts, row, levels, prunedAt, start, event);
    else countPlainRow(counts, row, levels, start);
  }
  const { rowKept, columnKept, keptZeros, later } = counts;
  const kept = rowKept.reduce((sum, inRow) => sum + inRow, 0);
  const size = rows * columns;
  return {
    size,
    kept,
    nnz: later === 0 ? kept - keptZeros : null,
    sparsity: size === 0 ? 0 : (size - kept) / size,
    rowKept,
    columnKept,
    dead: {
      rows: countZeros(rowKept),
      columns: countZeros(columnKept),
      inputs: countZeros(inputKept(layout, rowKept, columnKept)),
    },
  };
}

interface Counts {
  readonly rowKept: Uint32Array;
  readonly columnKept: Uint32Array;
  /** Kept weights that are zero. */
  keptZeros: number;
  /** Not 0 where a later event removes any. */
  later: number;
}

function countMaskedRow(
  counts: Counts,
  row: number,
  levels: Uint8Array,
  prunedAt: Uint16Array,
  start: number,
  event: number,
): void {
  const { columnKept } = counts;
  let kept = 0;
  let keptZeros = 0;
  let later = 0;
  for (let column = 0, i = start; column < columnKept.length; column++, i++) {
    const removedAt = prunedAt[i];
    const alive = 1 + removedBits(removedAt, event);
    columnKept[column] += alive;
    kept += alive;
    keptZeros += alive & (1 - nonZero(levels[i]));
    // Alive, and not for ever.
    later |= removedAt & -alive;
  }
  counts.rowKept[row] = kept;
  counts.keptZeros += keptZeros;
  counts.later |= later;
}

function countPlainRow({ rowKept, columnKept }: Counts, row: number, levels: Uint8Array, start: number): void {
  let kept = 0;
  for (let column = 0, i = start; column < columnKept.length; column++, i++) {
    const alive = nonZero(levels[i]);
    columnKept[column] += alive;
    kept += alive;
  }
  rowKept[row] = kept;
}

/** Kept weights that read each input channel. */
function inputKept(layout: MatrixLayout, rowKept: Uint32Array, columnKept: Uint32Array): Uint32Array {
  const { inputs, columns, depthwise } = layout;
  const sums = new Uint32Array(inputs);
  if (depthwise) {
    const multiplier = columns / inputs;
    for (let column = 0; column < columns; column++) sums[Math.floor(column / multiplier)] += columnKept[column];
  } else {
    for (let row = 0; row < rowKept.length; row++) sums[row % inputs] += rowKept[row];
  }
  return sums;
}

function countZeros(counts: Uint32Array): number {
  let zeros = 0;
  for (const count of counts) if (count === 0) zeros++;
  return zeros;
}
