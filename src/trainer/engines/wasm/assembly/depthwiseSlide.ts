import { Geometry } from "./geometry";
import { lineOf, readLines } from "./paddedLines";
import { FLOAT, multiplyAdd, store, zeroFloats } from "./simd";

/**
 * Depthwise convolution of an image.
 *
 * @param tap distance in bytes from one tap of the filter to the next; below zero, where it is read backwards
 */
export function convolveImage(g: Geometry, image: usize, filter: usize, tap: isize, y: usize, ring: usize): void {
  const is3x3 = g.filterHeight === 3 && g.filterWidth === 3;
  const rowBytes = (<usize>(g.outWidth * g.outChannels)) << FLOAT;
  let ready = 0;
  for (let row = 0; row < g.outHeight; row++) {
    ready = readLines(g, image, ring, row, ready);
    if (is3x3) slide3x3(g, ring, row, filter, tap, y);
    else slide(g, ring, row, filter, tap, y);
    y += rowBytes;
  }
}

/** One row of the output of a filter of 3 x 3. */
function slide3x3(g: Geometry, ring: usize, row: i32, filter: usize, tap: isize, y: usize): void {
  const channels = g.outChannels;
  const pixel = (<usize>channels) << FLOAT;
  const step = pixel * <usize>g.strideWidth;
  const next = pixel * <usize>g.dilationWidth;
  const line = row * g.strideHeight;
  const upper = lineOf(g, ring, line);
  const middle = lineOf(g, ring, line + g.dilationHeight);
  const lower = lineOf(g, ring, line + 2 * g.dilationHeight);
  for (let c = 0; c < channels; c += 4) {
    const offset = (<usize>c) << FLOAT;
    const w = filter + offset;
    const w0 = v128.load(w);
    const w1 = v128.load(w + tap);
    const w2 = v128.load(w + 2 * tap);
    const w3 = v128.load(w + 3 * tap);
    const w4 = v128.load(w + 4 * tap);
    const w5 = v128.load(w + 5 * tap);
    const w6 = v128.load(w + 6 * tap);
    const w7 = v128.load(w + 7 * tap);
    const w8 = v128.load(w + 8 * tap);
    let p = upper + offset;
    let q = middle + offset;
    let r = lower + offset;
    let target = y + offset;
    for (let x = 0; x < g.outWidth; x++) {
      let sum = f32x4.mul(w0, v128.load(p));
      sum = multiplyAdd(sum, w1, v128.load(p + next));
      sum = multiplyAdd(sum, w2, v128.load(p + 2 * next));
      sum = multiplyAdd(sum, w3, v128.load(q));
      sum = multiplyAdd(sum, w4, v128.load(q + next));
      sum = multiplyAdd(sum, w5, v128.load(q + 2 * next));
      sum = multiplyAdd(sum, w6, v128.load(r));
      sum = multiplyAdd(sum, w7, v128.load(r + next));
      sum = multiplyAdd(sum, w8, v128.load(r + 2 * next));
      store(target, sum, channels - c);
      p += step;
      q += step;
      r += step;
      target += pixel;
    }
  }
}

/** One row of the output of any filter, tap by tap. */
function slide(g: Geometry, ring: usize, row: i32, filter: usize, tap: isize, y: usize): void {
  const channels = g.outChannels;
  const pixel = (<usize>channels) << FLOAT;
  const step = pixel * <usize>g.strideWidth;
  zeroFloats(y, g.outWidth * channels);
  for (let i = 0; i < g.filterHeight; i++) {
    const line = lineOf(g, ring, row * g.strideHeight + i * g.dilationHeight);
    for (let j = 0; j < g.filterWidth; j++) {
      const first = line + pixel * <usize>(j * g.dilationWidth);
      for (let c = 0; c < channels; c += 4) {
        const offset = (<usize>c) << FLOAT;
        const weight = v128.load(filter + offset);
        let p = first + offset;
        let q = y + offset;
        for (let x = 0; x < g.outWidth; x++) {
          store(q, multiplyAdd(v128.load(q), weight, v128.load(p)), channels - c);
          p += step;
          q += pixel;
        }
      }
      filter += tap;
    }
  }
}
