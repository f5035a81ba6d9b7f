import { addMaskedRow, addPlainRow, copyRow, finishRow, type Sums } from "./cellRows.ts";
import { type Cells, type CellWindow, cellCounts } from "./cells.ts";

/** A matrix as a heatmap reads it, row-major. */
export interface LevelMatrix {
  readonly rows: number;
  readonly columns: number;
  /** See levels.ts. */
  readonly levels: Uint8Array;
  /** 0 = alive, k = removed at prune event k; null without a mask history, where what is not zero counts as kept. */
  readonly prunedAt: Uint16Array | null;
}

/** Cells of a window as the mask was after `event`, of a matrix that is in memory. */
export function aggregateCells(matrix: LevelMatrix, window: CellWindow, event: number): Cells {
  const { columns, levels, prunedAt } = matrix;
  const collector = new CellCollector(columns, window, event, prunedAt !== null);
  const start = window.rowStart * columns;
  const end = window.rowEnd * columns;
  collector.add(levels.subarray(start, end), prunedAt?.subarray(start, end) ?? null);
  return collector.finish();
}

/**
 * Collects the cells of a window from consecutive pieces of a matrix, so that it need not fit into memory.
 *
 * A weight is kept at event e where it was never pruned, or later. So the cells of a tensor without a mask history are
 * the same at any event.
 */
export class CellCollector {
  readonly #columns: number;
  readonly #window: CellWindow;
  readonly #event: number;
  readonly #cells: Cells;
  /** Of the row of cells under way. */
  readonly #sums: Sums;
  #row: number;

  /**
   * @param columns of the whole matrix
   * @param masked whether pieces come with a mask history
   */
  constructor(columns: number, window: CellWindow, event: number, masked: boolean) {
    const counts = cellCounts(window);
    const size = counts.rows * counts.columns;
    this.#columns = columns;
    this.#window = window;
    this.#event = event;
    this.#row = window.rowStart;
    this.#cells = {
      ...counts,
      kept: new Uint8Array(size),
      level: new Uint8Array(size),
      event: masked ? new Uint16Array(size) : undefined,
    };
    this.#sums = {
      kept: new Uint32Array(counts.columns),
      level: new Uint32Array(counts.columns),
      event: new Uint32Array(counts.columns),
    };
  }

  /**
   * The next whole rows of the matrix, the first of all being the window's `rowStart`.
   *
   * @param levels rows · columns
   * @param prunedAt of the same weights; null without a mask history
   */
  add(levels: Uint8Array, prunedAt: Uint16Array | null): void {
    const { rowStart, rowEnd, columnStart, columnEnd, block } = this.#window;
    const width = columnEnd - columnStart;
    for (let start = columnStart; start < levels.length && this.#row < rowEnd; start += this.#columns) {
      const cellRow = Math.floor((this.#row - rowStart) / block);
      this.#row++;
      if (block === 1) {
        copyRow(this.#cells, cellRow * width, levels, prunedAt, start, width, this.#event);
        continue;
      }
      if (prunedAt) addMaskedRow(this.#sums, levels, prunedAt, start, width, block, this.#event);
      else addPlainRow(this.#sums, levels, start, width, block);
      const height = this.#row - rowStart - cellRow * block;
      if (height === block || this.#row === rowEnd) finishRow(this.#cells, cellRow, this.#sums, width, height, block);
    }
  }

  /** @throws Error unless every row of the window has been added */
  finish(): Cells {
    const { rowStart, rowEnd } = this.#window;
    if (this.#row !== rowEnd) throw new Error(`${this.#row - rowStart} of ${rowEnd - rowStart} rows were added.`);
    return this.#cells;
  }
}
