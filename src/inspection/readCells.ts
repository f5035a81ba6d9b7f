import { setImmediate as nextTurn } from "node:timers/promises";
import { CellCollector } from "../heatmap/aggregate.ts";
import { type Cells, type CellWindow, cellCounts } from "../heatmap/cells.ts";
import { type LevelDomain, quantizeLevels } from "../heatmap/levels.ts";
import { pieceSize } from "./pieces.ts";
import type { ElementRange } from "./tensorFile.ts";

/** A matrix on the disk. */
export interface CellSource {
  readonly rows: number;
  readonly columns: number;
  readonly domain: LevelDomain;
  weights(range: ElementRange): Promise<Float32Array>;
  /** Null without a mask history. */
  readonly prunedAt: ((range: ElementRange) => Promise<Uint16Array>) | null;
}

/**
 * Cells of a window as the mask was after `event`. The matrix is read in pieces of `size` weights; the window, not the
 * matrix, decides how much memory that takes.
 *
 * @throws RangeError where the window is not one of the matrix
 */
export async function readCells(
  source: CellSource,
  window: CellWindow,
  event: number,
  size = pieceSize,
): Promise<Cells> {
  checkWindow(source, window);
  const parts: Cells[] = [];
  for (const stripe of stripes(window, size)) parts.push(await readStripe(source, stripe, event, size));
  const [only] = parts;
  return parts.length === 1 && only ? only : sideBySide(parts, window, source.prunedAt !== null);
}

function checkWindow({ rows, columns }: CellSource, window: CellWindow): void {
  const { rowStart, rowEnd, columnStart, columnEnd, block } = window;
  const whole = [rowStart, rowEnd, columnStart, columnEnd, block].every(Number.isInteger);
  const inside = 0 <= rowStart && rowStart <= rowEnd && rowEnd <= rows;
  if (whole && inside && 0 <= columnStart && columnStart <= columnEnd && columnEnd <= columns && block >= 1) return;
  throw new RangeError(
    `Rows ${rowStart} to ${rowEnd} and columns ${columnStart} to ${columnEnd} in blocks of ${block} are no part of ${rows} rows and ${columns} columns.`,
  );
}

/** A window whose rows are longer than a piece, in parts that are not, cut where cells end. */
function* stripes(window: CellWindow, size: number): Generator<CellWindow> {
  const width = Math.max(window.block, Math.floor(size / window.block) * window.block);
  for (let start = window.columnStart; start < window.columnEnd; start += width) {
    yield { ...window, columnStart: start, columnEnd: Math.min(window.columnEnd, start + width) };
  }
}

/** A long read costs less than many short ones, until so many weights in a row are not looked at. */
const spareWeights = 1 << 16;

async function readStripe(source: CellSource, window: CellWindow, event: number, size: number): Promise<Cells> {
  const { rowStart, rowEnd, columnStart, columnEnd } = window;
  const width = columnEnd - columnStart;
  const wholeRows = source.columns <= size && source.columns - width <= spareWeights;
  const stride = wholeRows ? source.columns : width;
  const inPieces = wholeRows ? window : { ...window, columnStart: 0, columnEnd: width };
  const collector = new CellCollector(stride, inPieces, event, source.prunedAt !== null);
  const step = Math.max(1, Math.floor(size / stride));
  for (let row = rowStart; row < rowEnd; row += step) {
    const end = Math.min(rowEnd, row + step);
    const ranges = wholeRows
      ? [{ start: row * stride, end: end * stride }]
      : Array.from({ length: end - row }, (_, index) => {
          const start = (row + index) * source.columns + columnStart;
          return { start, end: start + width };
        });
    const levels = quantizeLevels(await joined(ranges, source.weights, Float32Array), source.domain);
    collector.add(levels, source.prunedAt && (await joined(ranges, source.prunedAt, Uint16Array)));
    // As in readStatistics: others are to be heard.
    await nextTurn();
  }
  return collector.finish();
}

async function joined<Values extends Float32Array | Uint16Array>(
  ranges: readonly ElementRange[],
  read: (range: ElementRange) => Promise<Values>,
  Joined: new (length: number) => Values,
): Promise<Values> {
  const [first] = ranges;
  if (ranges.length === 1 && first) return read(first);
  const all = new Joined(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  let filled = 0;
  for (const range of ranges) {
    all.set(await read(range), filled);
    filled += range.end - range.start;
  }
  return all;
}

function sideBySide(parts: readonly Cells[], window: CellWindow, masked: boolean): Cells {
  const { rows, columns } = cellCounts(window);
  const kept = new Uint8Array(rows * columns);
  const level = new Uint8Array(rows * columns);
  const event = masked ? new Uint16Array(rows * columns) : undefined;
  let column = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row++) {
      const from = row * part.columns;
      const to = from + part.columns;
      const at = row * columns + column;
      kept.set(part.kept.subarray(from, to), at);
      level.set(part.level.subarray(from, to), at);
      if (event && part.event) event.set(part.event.subarray(from, to), at);
    }
    column += part.columns;
  }
  return { rows, columns, kept, level, event };
}
