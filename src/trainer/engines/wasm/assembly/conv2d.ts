import { gemmScratch, multiplyMatrices } from "./gemm";
import { Geometry } from "./geometry";
import { addColumnsToImage, imageToColumns, isPointwise, patchSize } from "./im2col";
import { FLOAT, repeatRow } from "./simd";

/*
 * Convolution as matrix products over blocks of the column matrix, which is never whole in memory.
 * Any stride, padding and dilation; filters are [filterHeight, filterWidth, inChannels, outChannels].
 */

/** Size of a block of the column matrix in floats (512 KiB, for the L2 cache), unless one row is larger. */
const BLOCK = 131072;

function blockRows(g: Geometry): i32 {
  return max(4, min(1024, BLOCK / patchSize(g)) & ~3);
}

/** Bytes of scratch that the three functions below need. */
export function conv2dScratch(g: Geometry): usize {
  return gemmScratch() + (isPointwise(g) ? 0 : (<usize>(blockRows(g) * patchSize(g))) << FLOAT);
}

/**
 * y = x * filter + bias.
 *
 * @param bias [outChannels], or 0 for none
 */
export function conv2d(g: Geometry, x: usize, filter: usize, bias: usize, y: usize, scratch: usize): void {
  const positions = g.batch * g.outHeight * g.outWidth;
  const patch = patchSize(g);
  const biased = bias !== 0;
  if (biased) repeatRow(bias, y, positions, g.outChannels);
  if (isPointwise(g)) {
    multiplyMatrices(x, filter, y, positions, g.outChannels, patch, false, false, biased, scratch);
    return;
  }
  const columns = scratch + gemmScratch();
  const rows = blockRows(g);
  for (let first = 0; first < positions; first += rows) {
    const count = min(rows, positions - first);
    const target = y + ((<usize>(first * g.outChannels)) << FLOAT);
    imageToColumns(g, x, first, count, columns);
    multiplyMatrices(columns, filter, target, count, g.outChannels, patch, false, false, biased, scratch);
  }
}

/** Gradient with respect to the filter: columns(x)ᵀ · dy. */
export function conv2dFilterGradient(g: Geometry, x: usize, dy: usize, gradient: usize, scratch: usize): void {
  const positions = g.batch * g.outHeight * g.outWidth;
  const patch = patchSize(g);
  if (isPointwise(g)) {
    multiplyMatrices(x, dy, gradient, patch, g.outChannels, positions, true, false, false, scratch);
    return;
  }
  const columns = scratch + gemmScratch();
  const rows = blockRows(g);
  for (let first = 0; first < positions; first += rows) {
    const count = min(rows, positions - first);
    const source = dy + ((<usize>(first * g.outChannels)) << FLOAT);
    imageToColumns(g, x, first, count, columns);
    multiplyMatrices(columns, source, gradient, patch, g.outChannels, count, true, false, first > 0, scratch);
  }
}

/** Gradient with respect to the input: dy · filterᵀ, each row added where its patch came from. */
export function conv2dInputGradient(g: Geometry, dy: usize, filter: usize, gradient: usize, scratch: usize): void {
  const positions = g.batch * g.outHeight * g.outWidth;
  const patch = patchSize(g);
  if (isPointwise(g)) {
    multiplyMatrices(dy, filter, gradient, positions, patch, g.outChannels, false, true, false, scratch);
    return;
  }
  memory.fill(gradient, 0, (<usize>(g.batch * g.inHeight * g.inWidth * g.inChannels)) << FLOAT);
  const columns = scratch + gemmScratch();
  const rows = blockRows(g);
  for (let first = 0; first < positions; first += rows) {
    const count = min(rows, positions - first);
    const source = dy + ((<usize>(first * g.outChannels)) << FLOAT);
    multiplyMatrices(source, filter, columns, count, patch, g.outChannels, false, true, false, scratch);
    addColumnsToImage(g, columns, first, count, gradient);
  }
}
