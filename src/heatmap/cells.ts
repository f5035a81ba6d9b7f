/** What a heatmap paints, before colours: one entry a cell, row-major. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  /**
   * Share of the cell's weights that are kept (or, without masks, are not zero), 0..255. Exact at both ends: 0 only
   * where nothing is kept, 255 only where everything is.
   */
  readonly kept: Uint8Array;
  /** Mean level (see levels.ts) of its kept weights, 0..255. */
  readonly level: Uint8Array;
  /** Mean number of the event that removed its pruned weights; 0 where none was. Absent without a mask history. */
  readonly event: Uint16Array | undefined;
}

/** A part of a matrix, in weights, ends exclusive, and how many weights a cell is wide and high. */
export interface CellWindow {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
  readonly block: number;
}

/** The whole of a matrix. */
export function wholeWindow({ rows, columns }: { rows: number; columns: number }, block: number): CellWindow {
  return { rowStart: 0, rowEnd: rows, columnStart: 0, columnEnd: columns, block };
}

/** Rows and columns of cells in a window. Those at its end may hold fewer weights. */
export function cellCounts({ rowStart, rowEnd, columnStart, columnEnd, block }: CellWindow): {
  readonly rows: number;
  readonly columns: number;
} {
  return { rows: Math.ceil((rowEnd - rowStart) / block), columns: Math.ceil((columnEnd - columnStart) / block) };
}
