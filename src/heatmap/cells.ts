/** What a heatmap paints, before colours: one entry a cell, row-major. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  /** Share of the cell's weights that are kept (or, without masks, are not zero), 0..255. */
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
