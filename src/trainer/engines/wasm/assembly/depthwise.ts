import { Geometry } from "./geometry";
import { lineCount, lineOf, lineWidth, readLines, writeLine } from "./paddedLines";
import { FLOAT, multiplyAdd, store, zeroFloats } from "./simd";

/*
 * Depthwise convolution and its gradients, image by image and row by row. Filters are
 * [filterHeight, filterWidth, outChannels].
 */

/** Where a mirrored geometry lies in the scratch, before the ring. */
const MIRROR: usize = 64;

/** Bytes of scratch that each of the three needs. */
export function depthwiseScratch(g: Geometry): usize {
  const mirroredWidth = g.inWidth + (g.filterWidth - 1) * g.dilationWidth;
  const width = max(lineWidth(g), mirroredWidth);
  // The last vector of the last line may reach past its end.
  return MIRROR + ((<usize>(width * g.outChannels * lineCount(g))) << FLOAT) + 16;
}

/** Images `first` to `end` of y = x * filter. */
export function depthwiseConv2d(
  g: Geometry,
  x: usize,
  filter: usize,
  y: usize,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const tap = (<isize>g.outChannels) << FLOAT;
  for (let b = first; b < end; b++) convolveImage(g, inputOf(g, x, b), filter, tap, outputOf(g, y, b), scratch);
}

/** Images `first` to `end` of the gradient with respect to the input. */
export function depthwiseInputGradient(
  g: Geometry,
  dy: usize,
  filter: usize,
  gradient: usize,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const reverses = g.strideHeight === 1 && g.strideWidth === 1 && g.inChannels === g.outChannels;
  const tap = (<isize>g.outChannels) << FLOAT;
  const lastTap = filter + <usize>((g.filterHeight * g.filterWidth - 1) * <i32>tap);
  const mirrored = changetype<Geometry>(scratch);
  const ring = scratch + MIRROR;
  if (reverses) mirror(g, mirrored);
  for (let b = first; b < end; b++) {
    const source = outputOf(g, dy, b);
    const target = inputOf(g, gradient, b);
    if (reverses) convolveImage(mirrored, source, lastTap, -tap, target, ring);
    else scatterImage(g, source, filter, target, ring);
  }
}

function inputOf(g: Geometry, images: usize, b: i32): usize {
  return images + ((<usize>(b * g.inHeight * g.inWidth * g.inChannels)) << FLOAT);
}

function outputOf(g: Geometry, images: usize, b: i32): usize {
  return images + ((<usize>(b * g.outHeight * g.outWidth * g.outChannels)) << FLOAT);
}

/** The convolution of dy, with the filter reversed, that is the input gradient of one of stride 1. */
function mirror(g: Geometry, to: Geometry): void {
  memory.copy(changetype<usize>(to), changetype<usize>(g), offsetof<Geometry>());
  to.inHeight = g.outHeight;
  to.inWidth = g.outWidth;
  to.outHeight = g.inHeight;
  to.outWidth = g.inWidth;
  to.padTop = (g.filterHeight - 1) * g.dilationHeight - g.padTop;
  to.padLeft = (g.filterWidth - 1) * g.dilationWidth - g.padLeft;
}

/** @param tap distance in bytes from one tap of the filter to the next */
function convolveImage(g: Geometry, image: usize, filter: usize, tap: isize, y: usize, ring: usize): void {
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

/** Input gradient of any convolution: each output adds to the lines that it saw, and what is complete is written. */
function scatterImage(g: Geometry, dy: usize, filter: usize, gradient: usize, ring: usize): void {
  const rowBytes = (<usize>(g.outWidth * g.outChannels)) << FLOAT;
  const height = lineCount(g);
  zeroFloats(ring, lineWidth(g) * g.outChannels * height);
  let complete = 0;
  for (let y = 0; y < g.outHeight; y++) {
    scatterRow(g, dy, filter, ring, y * g.strideHeight);
    dy += rowBytes;
    const last = y + 1 === g.outHeight;
    const next = last ? y * g.strideHeight + height : (y + 1) * g.strideHeight;
    for (; complete < next; complete++) {
      const line = lineOf(g, ring, complete);
      writeLine(g, line, complete - g.padTop, gradient);
      zeroFloats(line, lineWidth(g) * g.outChannels);
    }
  }
  // What lies below all windows takes part in nothing.
  const rest = max(0, g.inHeight - max(0, complete - g.padTop));
  const row = (<usize>(g.inWidth * g.inChannels)) << FLOAT;
  memory.fill(gradient + row * <usize>(g.inHeight - rest), 0, row * <usize>rest);
}

function scatterRow(g: Geometry, dy: usize, filter: usize, ring: usize, top: i32): void {
  const channels = g.outChannels;
  const pixel = (<usize>channels) << FLOAT;
  const step = pixel * <usize>g.strideWidth;
  for (let i = 0; i < g.filterHeight; i++) {
    const line = lineOf(g, ring, top + i * g.dilationHeight);
    for (let j = 0; j < g.filterWidth; j++) {
      const first = line + pixel * <usize>(j * g.dilationWidth);
      for (let c = 0; c < channels; c += 4) {
        const offset = (<usize>c) << FLOAT;
        const weight = v128.load(filter + offset);
        let p = first + offset;
        let q = dy + offset;
        for (let x = 0; x < g.outWidth; x++) {
          store(p, multiplyAdd(v128.load(p), weight, v128.load(q)), channels - c);
          p += step;
          q += pixel;
        }
      }
      filter += pixel;
    }
  }
}
