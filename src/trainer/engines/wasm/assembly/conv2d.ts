import { gemmScratch, multiplyMatrices } from "./gemm";
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

/** Bytes of scratch that the two functions below need. */
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
