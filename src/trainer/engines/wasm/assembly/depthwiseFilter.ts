import { Geometry } from "./geometry";
import { lineOf, readLines } from "./paddedLines";
import { FLOAT, multiplyAdd, store, zeroFloats } from "./simd";

/**
 * Gradient of depthwise convolution with respect to the filter, of each of the images `first` to `end` for itself.
 *
 * @param gradients [batch, filterHeight, filterWidth, outChannels]
 */
export function depthwiseFilterGradients(
  g: Geometry,
  x: usize,
  dy: usize,
  gradients: usize,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const imageBytes = (<usize>(g.inHeight * g.inWidth * g.inChannels)) << FLOAT;
  const rowBytes = (<usize>(g.outWidth * g.outChannels)) << FLOAT;
  const size = g.filterHeight * g.filterWidth * g.outChannels;
  const tapsBytes = (<usize>(g.filterWidth * g.outChannels)) << FLOAT;
  for (let b = first; b < end; b++) {
    const image = x + imageBytes * <usize>b;
    const gradient = gradients + ((<usize>(b * size)) << FLOAT);
    let dyRow = dy + rowBytes * <usize>(b * g.outHeight);
    let ready = 0;
    zeroFloats(gradient, size);
    for (let y = 0; y < g.outHeight; y++) {
      ready = readLines(g, image, scratch, y, ready);
      for (let i = 0; i < g.filterHeight; i++) {
        const line = lineOf(g, scratch, y * g.strideHeight + i * g.dilationHeight);
        const taps = gradient + <usize>i * tapsBytes;
        let j = 0;
        for (; j + 3 <= g.filterWidth; j += 3) correlate3(g, line, dyRow, taps, j);
        for (; j < g.filterWidth; j++) correlate1(g, line, dyRow, taps, j);
      }
      dyRow += rowBytes;
    }
  }
}

/** Adds what a line and a row of dy give to tap j of a row of the filter. */
function correlate1(g: Geometry, line: usize, dy: usize, taps: usize, j: i32): void {
  const pixel = (<usize>g.outChannels) << FLOAT;
  const step = pixel * <usize>g.strideWidth;
  const first = line + pixel * <usize>(j * g.dilationWidth);
  const tap = taps + pixel * <usize>j;
  for (let c = 0; c < g.outChannels; c += 4) {
    const offset = (<usize>c) << FLOAT;
    let p = first + offset;
    let q = dy + offset;
    let sum = v128.load(tap + offset);
    for (let x = 0; x < g.outWidth; x++) {
      sum = multiplyAdd(sum, v128.load(q), v128.load(p));
      p += step;
      q += pixel;
    }
    store(tap + offset, sum, g.outChannels - c);
  }
}

/** The same for taps j, j + 1 and j + 2 at once, which share the loads of dy. */
function correlate3(g: Geometry, line: usize, dy: usize, taps: usize, j: i32): void {
  const pixel = (<usize>g.outChannels) << FLOAT;
  const step = pixel * <usize>g.strideWidth;
  const tapStep = pixel * <usize>g.dilationWidth;
  const first = line + tapStep * <usize>j;
  const tap = taps + pixel * <usize>j;
  for (let c = 0; c < g.outChannels; c += 4) {
    const offset = (<usize>c) << FLOAT;
    const left = g.outChannels - c;
    let p = first + offset;
    let q = dy + offset;
    let sum0 = v128.load(tap + offset);
    let sum1 = v128.load(tap + pixel + offset);
    let sum2 = v128.load(tap + 2 * pixel + offset);
    for (let x = 0; x < g.outWidth; x++) {
      const value = v128.load(q);
      sum0 = multiplyAdd(sum0, value, v128.load(p));
      sum1 = multiplyAdd(sum1, value, v128.load(p + tapStep));
      sum2 = multiplyAdd(sum2, value, v128.load(p + 2 * tapStep));
      p += step;
      q += pixel;
    }
    store(tap + offset, sum0, left);
    store(tap + pixel + offset, sum1, left);
    store(tap + 2 * pixel + offset, sum2, left);
  }
}
