import type { LevelMatrix } from "../../src/heatmap/aggregate.ts";
import type { Cells } from "../../src/heatmap/cells.ts";
import type { Inks } from "./palette.ts";
import type { VisibleCells } from "./zoom.ts";

/**
 * Paints single weights.
 *
 * @param part of the matrix, in weights
 * @param pixels one a weight of the part, row-major
 */
export function paintWeights(
  { columns, levels, prunedAt }: LevelMatrix,
  event: number,
  part: VisibleCells,
  inks: Inks,
  pixels: Uint32Array,
): void {
  const { kept, pruned } = inks;
  let to = 0;
  for (let row = part.rowStart; row < part.rowEnd; row++) {
    const start = row * columns + part.columnStart;
    const end = row * columns + part.columnEnd;
    if (prunedAt) {
      for (let i = start; i < end; i++) {
        const removedAt = prunedAt[i];
        pixels[to++] = removedAt === 0 || removedAt > event ? kept[levels[i]] : pruned[removedAt];
      }
    } else {
      for (let i = start; i < end; i++) pixels[to++] = levels[i] === 0 ? pruned[0] : kept[levels[i]];
    }
  }
}

/**
 * Paints cells of many weights: the colour of what is kept and that of what is not, mixed by their shares. Along the
 * scales of both this is the mean of the weights' colours, but for the one bend that the scale of |w| has.
 *
 * @param part of the cells, counted from their own first row and column
 * @param pixels one a cell of the part, row-major
 */
export function paintCells(
  { columns, kept: shares, level, event: events }: Cells,
  part: VisibleCells,
  inks: Inks,
  pixels: Uint32Array,
): void {
  const { kept, pruned } = inks;
  let to = 0;
  for (let row = part.rowStart; row < part.rowEnd; row++) {
    const end = row * columns + part.columnEnd;
    for (let i = row * columns + part.columnStart; i < end; i++) {
      pixels[to++] = mixPixels(pruned[events ? events[i] : 0], kept[level[i]], shares[i]);
    }
  }
}

/** @param share of `b`, 0..255 */
function mixPixels(a: number, b: number, share: number): number {
  // Both shares together are 256, so that a shift divides; red and blue are mixed at once, with green between them.
  const ofB = share + (share >>> 7);
  const ofA = 256 - ofB;
  const redBlue = (Math.imul(a & 0xff00ff, ofA) + Math.imul(b & 0xff00ff, ofB)) >>> 8;
  const green = (Math.imul(a & 0x00ff00, ofA) + Math.imul(b & 0x00ff00, ofB)) >>> 8;
  return ((redBlue & 0xff00ff) | (green & 0x00ff00) | 0xff000000) >>> 0;
}
