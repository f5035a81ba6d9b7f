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
  let b = first / positions;
  let y = (first % positions) / g.outWidth;
  let x = first % g.outWidth;
  for (let n = 0; n < count; n++) {
    const left = x * g.strideWidth - g.padLeft;
    for (let i = 0; i < g.filterHeight; i++) {
      const row = y * g.strideHeight - g.padTop + i * g.dilationHeight;
      visitPatchRow(g, image, b, row, left, columns, back);
      columns += (<usize>rowLength) << FLOAT;
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

/** One row of a patch: [filterWidth, inChannels]. Outside of the image there are zeros, or nothing to add to. */
function visitPatchRow(g: Geometry, image: usize, b: i32, row: i32, left: i32, columns: usize, back: bool): void {
  const channels = g.inChannels;
  const inside = row >= 0 && row < g.inHeight;
  const line = image + ((<usize>((b * g.inHeight + row) * g.inWidth * channels)) << FLOAT);
  if (inside && g.dilationWidth === 1 && left >= 0 && left + g.filterWidth <= g.inWidth) {
    move(line + ((<usize>(left * channels)) << FLOAT), columns, g.filterWidth * channels, back);
    return;
  }
  for (let j = 0; j < g.filterWidth; j++) {
    const column = left + j * g.dilationWidth;
    const pixel = columns + ((<usize>(j * channels)) << FLOAT);
    if (inside && column >= 0 && column < g.inWidth) {
      move(line + ((<usize>(column * channels)) << FLOAT), pixel, channels, back);
    } else if (!back) {
      zeroFloats(pixel, channels);
    }
  }
}

function move(image: usize, columns: usize, count: i32, back: bool): void {
  if (back) addFloats(image, columns, count);
  else copyFloats(columns, image, count);
}
