import { type Cells, type CellWindow, cellCounts } from "../../../src/heatmap/cells.ts";

/** A tensor as a report keeps it where there was no room for its weights: see `BlocksOfTensor`. */
export interface Blocks {
  readonly block: number;
  readonly rows: number;
  readonly columns: number;
  readonly events: number;
  readonly masked: boolean;
  /** Share of kept weights of each block, 0..255, event after event. */
  readonly kept: Uint8Array;
  /** Mean level of what is kept in the end. */
  readonly level: Uint8Array;
}

/**
 * Cells of a window from blocks. A cell takes over the block in whose middle it lies: smaller cells show the same block
 * several times, since nothing finer is known.
 */
export function cellsOfBlocks(blocks: Blocks, window: CellWindow, event: number): Cells {
  const { rows, columns } = cellCounts(window);
  const size = rows * columns;
  const kept = new Uint8Array(size);
  const level = new Uint8Array(size);
  const events = new Uint16Array(size);
  const newest = Math.min(event, blocks.events);
  for (let row = 0, cell = 0; row < rows; row++) {
    const blockRow = blockAt(window.rowStart, row, window.block, blocks.block, blocks.rows);
    for (let column = 0; column < columns; column++, cell++) {
      const blockColumn = blockAt(window.columnStart, column, window.block, blocks.block, blocks.columns);
      const at = blockRow * blocks.columns + blockColumn;
      kept[cell] = keptAfter(blocks, at, newest);
      level[cell] = levelAfter(blocks, at, newest);
      events[cell] = meanEvent(blocks, at, newest);
    }
  }
  return { rows, columns, kept, level, event: blocks.masked ? events : undefined };
}

function blockAt(start: number, cell: number, cellSize: number, blockSize: number, blocks: number): number {
  return Math.min(blocks - 1, Math.floor((start + (cell + 0.5) * cellSize) / blockSize));
}

function keptAfter({ rows, columns, kept }: Blocks, at: number, event: number): number {
  return kept[event * rows * columns + at];
}

/** Weights that later events remove are zero by now, so their level is: the same sum over more weights. */
function levelAfter(blocks: Blocks, at: number, event: number): number {
  const inTheEnd = keptAfter(blocks, at, blocks.events);
  const now = keptAfter(blocks, at, event);
  return now === 0 ? 0 : Math.round((blocks.level[at] * inTheEnd) / now);
}

/** Mean number of the event that removed what is gone; 0 where all is kept. */
function meanEvent(blocks: Blocks, at: number, event: number): number {
  let removed = 0;
  let sum = 0;
  for (let one = 1; one <= event; one++) {
    const share = keptAfter(blocks, at, one - 1) - keptAfter(blocks, at, one);
    removed += share;
    sum += one * share;
  }
  return removed === 0 ? 0 : Math.round(sum / removed);
}
