import { nonZero, removedBits } from "./bits.ts";
import type { Cells } from "./cells.ts";

/** Per cell of one row of cells: kept weights, their levels, and the events of the others. */
export interface Sums {
  readonly kept: Uint32Array;
  readonly level: Uint32Array;
  readonly event: Uint32Array;
}

/** A row of cells that hold one weight each. */
export function copyRow(
  { kept, level, event: events }: Cells,
  cell: number,
  levels: Uint8Array,
  prunedAt: Uint16Array | null,
  start: number,
  width: number,
  event: number,
): void {
  if (prunedAt && events) {
    for (let i = start, to = cell; i < start + width; i++, to++) {
      const removed = removedBits(prunedAt[i], event);
      kept[to] = ~removed;
      level[to] = levels[i] & ~removed;
      events[to] = prunedAt[i] & removed;
    }
  } else {
    for (let i = start, to = cell; i < start + width; i++, to++) {
      kept[to] = -nonZero(levels[i]);
      level[to] = levels[i];
    }
  }
}

/** Adds a row of weights to the sums of its cells. */
export function addMaskedRow(
  sums: Sums,
  levels: Uint8Array,
  prunedAt: Uint16Array,
  start: number,
  width: number,
  block: number,
  event: number,
): void {
  const end = start + width;
  for (let cell = 0, from = start; from < end; cell++, from += block) {
    const to = Math.min(from + block, end);
    let kept = to - from;
    let level = 0;
    let events = 0;
    for (let i = from; i < to; i++) {
      const removed = removedBits(prunedAt[i], event);
      kept += removed;
      level += levels[i] & ~removed;
      events += prunedAt[i] & removed;
    }
    sums.kept[cell] += kept;
    sums.level[cell] += level;
    sums.event[cell] += events;
  }
}

/** The same without a mask history. */
export function addPlainRow(sums: Sums, levels: Uint8Array, start: number, width: number, block: number): void {
  const end = start + width;
  for (let cell = 0, from = start; from < end; cell++, from += block) {
    const to = Math.min(from + block, end);
    let kept = 0;
    let level = 0;
    for (let i = from; i < to; i++) {
      kept += nonZero(levels[i]);
      level += levels[i];
    }
    sums.kept[cell] += kept;
    sums.level[cell] += level;
  }
}

/**
 * Writes a row of cells from its sums, and clears those.
 *
 * @param width of the window, in weights
 * @param height of this row of cells, in weights
 */
export function finishRow(
  cells: Cells,
  cellRow: number,
  sums: Sums,
  width: number,
  height: number,
  block: number,
): void {
  const { kept, level, event, columns } = cells;
  for (let column = 0, cell = cellRow * columns; column < columns; column++, cell++) {
    const size = height * Math.min(block, width - column * block);
    const alive = sums.kept[column];
    kept[cell] = shareOf(alive, size);
    // Halves go up, in whole numbers.
    if (alive > 0) level[cell] = (sums.level[column] + (alive >>> 1)) / alive;
    if (event && alive < size) event[cell] = (sums.event[column] + ((size - alive) >>> 1)) / (size - alive);
  }
  sums.kept.fill(0);
  sums.level.fill(0);
  sums.event.fill(0);
}

function shareOf(kept: number, size: number): number {
  if (kept === 0) return 0;
  if (kept === size) return 255;
  return Math.max(1, Math.min(254, Math.round((255 * kept) / size)));
}
