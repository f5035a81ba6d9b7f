import { Geometry } from "./geometry";
import { addFloats, copyFloats, FLOAT, multiplyAdd, store, zeroFloats } from "./simd";

/*
 * Gradients of depthwise convolution, image by image on a padded copy: inside of it every tap of the filter meets
 * every output position, so the inner loops know no borders. A depth multiplier m > 1 repeats each channel m times in
 * the copy, which leaves m = 1 to compute. Filters are [filterHeight, filterWidth, outChannels].
 */

/** Rows of the input, padding included, that the outputs see. */
function paddedHeight(g: Geometry): i32 {
  return (g.outHeight - 1) * g.strideHeight + (g.filterHeight - 1) * g.dilationHeight + 1;
}

function paddedWidth(g: Geometry): i32 {
  return (g.outWidth - 1) * g.strideWidth + (g.filterWidth - 1) * g.dilationWidth + 1;
}

/** The common case that has an inner loop of its own. */
function isPlain3x3(g: Geometry): bool {
  return (
    g.filterHeight === 3 &&
    g.filterWidth === 3 &&
    g.strideHeight === 1 &&
    g.strideWidth === 1 &&
    g.dilationHeight === 1 &&
    g.dilationWidth === 1 &&
    g.inChannels === g.outChannels
  );
}

/** Bytes of scratch that the two gradients need. */
export function depthwiseScratch(g: Geometry): usize {
  const ofInput = paddedHeight(g) * paddedWidth(g);
  const ofOutput = (g.outHeight + 4) * (g.outWidth + 4);
  return ((<usize>(max(ofInput, ofOutput) * g.outChannels)) << FLOAT) + 16;
}

/** Gradient with respect to the filter. */
export function depthwiseFilterGradient(g: Geometry, x: usize, dy: usize, gradient: usize, scratch: usize): void {
  const imageBytes = (<usize>(g.inHeight * g.inWidth * g.inChannels)) << FLOAT;
  const rowBytes = (<usize>(g.outWidth * g.outChannels)) << FLOAT;
  const lineBytes = (<usize>(paddedWidth(g) * g.outChannels)) << FLOAT;
  const tapsBytes = (<usize>(g.filterWidth * g.outChannels)) << FLOAT;
  zeroFloats(gradient, g.filterHeight * g.filterWidth * g.outChannels);
  for (let b = 0; b < g.batch; b++) {
    padInput(g, x, scratch);
    x += imageBytes;
    for (let y = 0; y < g.outHeight; y++) {
      for (let i = 0; i < g.filterHeight; i++) {
        const line = scratch + <usize>(y * g.strideHeight + i * g.dilationHeight) * lineBytes;
        const taps = gradient + <usize>i * tapsBytes;
        let j = 0;
        for (; j + 3 <= g.filterWidth; j += 3) correlate3(g, line, dy, taps, j);
        for (; j < g.filterWidth; j++) correlate1(g, line, dy, taps, j);
      }
      dy += rowBytes;
    }
  }
}

/** Adds what one row of the padded input and one of dy give to tap j of a row of the filter. */
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

/** Gradient with respect to the input. */
export function depthwiseInputGradient(g: Geometry, dy: usize, filter: usize, gradient: usize, scratch: usize): void {
  const imageBytes = (<usize>(g.inHeight * g.inWidth * g.inChannels)) << FLOAT;
  const outputBytes = (<usize>(g.outHeight * g.outWidth * g.outChannels)) << FLOAT;
  const plain = isPlain3x3(g);
  for (let b = 0; b < g.batch; b++) {
    if (plain) {
      gather3x3(g, dy, filter, gradient, scratch);
    } else {
      scatter(g, dy, filter, scratch);
      cropInput(g, scratch, gradient);
    }
    dy += outputBytes;
    gradient += imageBytes;
  }
}

/** 3 x 3, stride 1: each input pixel sums over the nine outputs that saw it, in the filter's reverse order. */
function gather3x3(g: Geometry, dy: usize, filter: usize, gradient: usize, padded: usize): void {
  const channels = g.outChannels;
  const width = g.outWidth + 4;
  pad(dy, g.outHeight, g.outWidth, channels, 1, 2, 2, g.outHeight + 4, width, padded);
  const pixel = (<usize>channels) << FLOAT;
  const line = pixel * <usize>width;
  for (let y = 0; y < g.inHeight; y++) {
    const top = padded + <usize>(y + g.padTop) * line + <usize>g.padLeft * pixel;
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const w = filter + offset;
      const w0 = v128.load(w);
      const w1 = v128.load(w + pixel);
      const w2 = v128.load(w + 2 * pixel);
      const w3 = v128.load(w + 3 * pixel);
      const w4 = v128.load(w + 4 * pixel);
      const w5 = v128.load(w + 5 * pixel);
      const w6 = v128.load(w + 6 * pixel);
      const w7 = v128.load(w + 7 * pixel);
      const w8 = v128.load(w + 8 * pixel);
      let p = top + offset;
      let target = gradient + offset;
      for (let x = 0; x < g.inWidth; x++) {
        let sum = f32x4.mul(w8, v128.load(p));
        sum = multiplyAdd(sum, w7, v128.load(p + pixel));
        sum = multiplyAdd(sum, w6, v128.load(p + 2 * pixel));
        let q = p + line;
        sum = multiplyAdd(sum, w5, v128.load(q));
        sum = multiplyAdd(sum, w4, v128.load(q + pixel));
        sum = multiplyAdd(sum, w3, v128.load(q + 2 * pixel));
        q += line;
        sum = multiplyAdd(sum, w2, v128.load(q));
        sum = multiplyAdd(sum, w1, v128.load(q + pixel));
        sum = multiplyAdd(sum, w0, v128.load(q + 2 * pixel));
        store(target, sum, channels - c);
        p += pixel;
        target += pixel;
      }
    }
    gradient += pixel * <usize>g.inWidth;
  }
}

/** Any filter: each output adds to the padded input pixels that it saw. */
function scatter(g: Geometry, dy: usize, filter: usize, padded: usize): void {
  const channels = g.outChannels;
  const pixel = (<usize>channels) << FLOAT;
  const step = pixel * <usize>g.strideWidth;
  const lineBytes = pixel * <usize>paddedWidth(g);
  memory.fill(padded, 0, lineBytes * <usize>paddedHeight(g));
  for (let y = 0; y < g.outHeight; y++) {
    for (let i = 0; i < g.filterHeight; i++) {
      const line = padded + lineBytes * <usize>(y * g.strideHeight + i * g.dilationHeight);
      for (let j = 0; j < g.filterWidth; j++) {
        const tap = filter + pixel * <usize>(i * g.filterWidth + j);
        const first = line + pixel * <usize>(j * g.dilationWidth);
        for (let c = 0; c < channels; c += 4) {
          const offset = (<usize>c) << FLOAT;
          const weight = v128.load(tap + offset);
          let p = first + offset;
          let q = dy + offset;
          for (let x = 0; x < g.outWidth; x++) {
            store(p, multiplyAdd(v128.load(p), weight, v128.load(q)), channels - c);
            p += step;
            q += pixel;
          }
        }
      }
    }
    dy += pixel * <usize>g.outWidth;
  }
}

function padInput(g: Geometry, image: usize, to: usize): void {
  const multiplier = g.outChannels / g.inChannels;
  const height = paddedHeight(g);
  pad(image, g.inHeight, g.inWidth, g.inChannels, multiplier, g.padTop, g.padLeft, height, paddedWidth(g), to);
}

/** Copies an image into a frame of `newHeight` x `newWidth`, which may also cut it, each channel `repeat` times. */
function pad(
  image: usize,
  height: i32,
  width: i32,
  channels: i32,
  repeat: i32,
  top: i32,
  left: i32,
  newHeight: i32,
  newWidth: i32,
  to: usize,
): void {
  const newChannels = channels * repeat;
  const inside = min(width, newWidth - left);
  const right = newWidth - left - inside;
  for (let y = -top; y < newHeight - top; y++) {
    if (y < 0 || y >= height) {
      zeroFloats(to, newWidth * newChannels);
      to += (<usize>(newWidth * newChannels)) << FLOAT;
      continue;
    }
    zeroFloats(to, left * newChannels);
    to += (<usize>(left * newChannels)) << FLOAT;
    const row = image + ((<usize>(y * width * channels)) << FLOAT);
    if (repeat === 1) copyFloats(to, row, inside * channels);
    else repeatFloats(to, row, inside * channels, repeat);
    to += (<usize>(inside * newChannels)) << FLOAT;
    zeroFloats(to, right * newChannels);
    to += (<usize>(right * newChannels)) << FLOAT;
  }
}

function repeatFloats(to: usize, from: usize, count: i32, repeat: i32): void {
  for (let i = 0; i < count; i++) {
    const value = f32.load(from + ((<usize>i) << FLOAT));
    for (let k = 0; k < repeat; k++) {
      f32.store(to, value);
      to += 4;
    }
  }
}

/** The inverse of `padInput`: drops the padding and sums repeated channels. */
function cropInput(g: Geometry, padded: usize, image: usize): void {
  const repeat = g.outChannels / g.inChannels;
  const row = (<usize>(g.inWidth * g.inChannels)) << FLOAT;
  const line = (<usize>(paddedWidth(g) * g.outChannels)) << FLOAT;
  const inside = min(g.inWidth, paddedWidth(g) - g.padLeft);
  const visible = min(g.inHeight, paddedHeight(g) - g.padTop);
  memory.fill(image, 0, row * <usize>g.inHeight);
  padded += line * <usize>g.padTop + ((<usize>(g.padLeft * g.outChannels)) << FLOAT);
  for (let y = 0; y < visible; y++) {
    if (repeat === 1) addFloats(image, padded, inside * g.inChannels);
    else sumRepeated(image, padded, inside * g.inChannels, repeat);
    image += row;
    padded += line;
  }
}

function sumRepeated(to: usize, from: usize, count: i32, repeat: i32): void {
  for (let i = 0; i < count; i++) {
    let sum: f32 = 0;
    for (let k = 0; k < repeat; k++) {
      sum += f32.load(from);
      from += 4;
    }
    f32.store(to + ((<usize>i) << FLOAT), sum);
  }
}
