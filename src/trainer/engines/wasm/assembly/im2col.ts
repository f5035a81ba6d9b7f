import { Geometry } from "./geometry";
import { addFloats, copyFloats, FLOAT, zeroFloats } from "./simd";

/*
 * A row of the column matrix holds what one output position sees of the input: [filterHeight, filterWidth, inChannels].
 * Convolution is its product with the filter, and both gradients are products with it or its transpose.
 */

/** Numbers in a row of the column matrix. */
export function patchSize(g: Geometry): i32 {
  return g.filterHeight * g.filterWidth * g.inChannels;
}

/** Writes rows `first` to `end` of a block of the column matrix that starts at output position `start`. */
export function imageToColumns(g: Geometry, image: usize, start: i32, columns: usize, first: i32, end: i32): void {
  const target = columns + ((<usize>(first * patchSize(g))) << FLOAT);
  visitPatches(g, image, start + first, end - first, target, false);
}

/** Adds rows of the column matrix to the places of the image that they came from. */
export function addColumnsToImage(g: Geometry, columns: usize, first: i32, count: i32, image: usize): void {
  visitPatches(g, image, first, count, columns, true);
}

function visitPatches(g: Geometry, image: usize, first: i32, count: i32, columns: usize, back: bool): void {
  const positions = g.outHeight * g.outWidth;
  const rowLength = g.filterWidth * g.inChannels;
  const rowBytes = (<usize>rowLength) << FLOAT;
  const imageRowBytes = (<usize>(g.inWidth * g.inChannels)) << FLOAT;
  const lastRow = columns + rowBytes * <usize>(count * g.filterHeight - 1);
  let b = first / positions;
  let y = (first % positions) / g.outWidth;
  let x = first % g.outWidth;
  for (let n = 0; n < count; n++) {
    const left = x * g.strideWidth - g.padLeft;
    const inside = g.dilationWidth === 1 && left >= 0 && left + g.filterWidth <= g.inWidth;
    for (let i = 0; i < g.filterHeight; i++) {
      const row = y * g.strideHeight - g.padTop + i * g.dilationHeight;
      const visible = row >= 0 && row < g.inHeight;
      const line = image + imageRowBytes * <usize>(b * g.inHeight + row);
      if (visible && inside) {
        const from = line + ((<usize>(left * g.inChannels)) << FLOAT);
        if (back) addFloats(from, columns, rowLength);
        else if (columns !== lastRow) copyVectors(columns, from, rowLength);
        else copyFloats(columns, from, rowLength);
      } else {
        visitBorder(g, line, visible, left, columns, back);
      }
      columns += rowBytes;
    }
    if (++x === g.outWidth) {
      x = 0;
      if (++y === g.outHeight) {
        y = 0;
        b++;
      }
    }
  }
}

/** Whole vectors: what is too much is overwritten by the row that comes next. */
function copyVectors(to: usize, from: usize, count: i32): void {
  const bytes = (<usize>count) << FLOAT;
  for (let offset: usize = 0; offset < bytes; offset += 16) v128.store(to + offset, v128.load(from + offset));
}

/** A row of a patch that is not wholly inside of the image: outside there are zeros, or nothing to add to. */
function visitBorder(g: Geometry, line: usize, visible: bool, left: i32, columns: usize, back: bool): void {
  const channels = g.inChannels;
  for (let j = 0; j < g.filterWidth; j++) {
    const column = left + j * g.dilationWidth;
    const pixel = columns + ((<usize>(j * channels)) << FLOAT);
    if (visible && column >= 0 && column < g.inWidth) {
      const from = line + ((<usize>(column * channels)) << FLOAT);
      if (back) addFloats(from, pixel, channels);
      else copyFloats(pixel, from, channels);
    } else if (!back) {
      zeroFloats(pixel, channels);
    }
  }
}
