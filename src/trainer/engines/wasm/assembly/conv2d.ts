import { DEPTH, gemmScratch, multiplyInChunks, multiplyMatrices } from "./gemm";
import { Geometry } from "./geometry";
import { addColumnsToImage, imageToColumns, patchSize } from "./im2col";
import { FLOAT } from "./simd";

/*
 * Convolution as matrix products over blocks of the column matrix, which is never whole in memory.
 * Any stride, padding and dilation; filters are [filterHeight, filterWidth, inChannels, outChannels].
 */

/** Size of a block of the column matrix in floats (512 KiB, for the L2 cache), unless one row is larger. */
const BLOCK = 131072;

/** Rows of the column matrix in a block. */
export function columnBlockRows(g: Geometry): i32 {
  return max(4, min(1024, BLOCK / patchSize(g)) & ~3);
}

/** Bytes of scratch that `conv2d` and `conv2dInputGradient` need. */
export function conv2dScratch(g: Geometry): usize {
  return gemmScratch() + ((<usize>(columnBlockRows(g) * patchSize(g))) << FLOAT);
}

/**
 * Positions `first` to `end`, counted over the batch, of y = x * filter + bias.
 *
 * @param bias [outChannels], or 0 for none
 */
export function conv2d(
  g: Geometry,
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const patch = patchSize(g);
  const columns = scratch + gemmScratch();
  const rows = columnBlockRows(g);
  for (; first < end; first += rows) {
    const count = min(rows, end - first);
    const target = y + ((<usize>(first * g.outChannels)) << FLOAT);
    imageToColumns(g, x, first, columns, 0, count);
    multiplyMatrices(
      columns,
      filter,
      bias,
      target,
      count,
      g.outChannels,
      patch,
      false,
      false,
      false,
      false,
      0,
      count,
      scratch,
    );
  }
}

/** Bytes of scratch that `conv2dFilterGradients` needs. */
export function conv2dFilterScratch(g: Geometry): usize {
  return gemmScratch() + ((<usize>(DEPTH * patchSize(g))) << FLOAT);
}

/**
 * Partial gradients `first` to `end` with respect to the filter, one for each chunk of so many positions as
 * `multiplyInChunks` takes together.
 *
 * @param start where the first chunk begins
 * @param stop where the last one ends
 * @param gradients [chunks, filterHeight, filterWidth, inChannels, outChannels]
 */
export function conv2dFilterGradients(
  g: Geometry,
  x: usize,
  dy: usize,
  gradients: usize,
  start: i32,
  stop: i32,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const patch = patchSize(g);
  const columns = scratch + gemmScratch();
  for (let chunk = first; chunk < end; chunk++) {
    const position = start + chunk * DEPTH;
    const count = min(DEPTH, stop - position);
    const source = dy + ((<usize>(position * g.outChannels)) << FLOAT);
    const gradient = gradients + ((<usize>(chunk * patch * g.outChannels)) << FLOAT);
    imageToColumns(g, x, position, columns, 0, count);
    multiplyInChunks(columns, source, gradient, patch, g.outChannels, count, 0, 1, scratch);
  }
}

/**
 * Images `first` to `end` of the gradient with respect to the input: dy · filterᵀ, each row added where its patch came
 * from.
 */
export function conv2dInputGradient(
  g: Geometry,
  dy: usize,
  filter: usize,
  gradient: usize,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const patch = patchSize(g);
  const image = (<usize>(g.inHeight * g.inWidth * g.inChannels)) << FLOAT;
  memory.fill(gradient + image * <usize>first, 0, image * <usize>(end - first));
  const columns = scratch + gemmScratch();
  const rows = columnBlockRows(g);
  const last = end * g.outHeight * g.outWidth;
  for (let position = first * g.outHeight * g.outWidth; position < last; position += rows) {
    const count = min(rows, last - position);
    const source = dy + ((<usize>(position * g.outChannels)) << FLOAT);
    multiplyMatrices(
      source,
      filter,
      0,
      columns,
      count,
      patch,
      g.outChannels,
      false,
      true,
      false,
      false,
      0,
      count,
      scratch,
    );
    addColumnsToImage(g, columns, position, count, gradient);
  }
}
