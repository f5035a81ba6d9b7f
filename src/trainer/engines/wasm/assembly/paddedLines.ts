import { Geometry } from "./geometry";
import { copyFloats, FLOAT, zeroFloats } from "./simd";

/*
 * Depthwise convolution works on lines: rows of the padded input, of which only those that one output row sees are kept,
 * in a ring. On them every tap of the filter meets every output position, so the inner loops know no borders. A depth
 * multiplier m > 1 repeats each channel m times in a line, which leaves m = 1 to compute.
 */

/** Lines that one output row sees, from the first to the last. */
export function lineCount(g: Geometry): i32 {
  return (g.filterHeight - 1) * g.dilationHeight + 1;
}

/** Pixels of a line. */
export function lineWidth(g: Geometry): i32 {
  return (g.outWidth - 1) * g.strideWidth + (g.filterWidth - 1) * g.dilationWidth + 1;
}

function lineBytes(g: Geometry): usize {
  return (<usize>(lineWidth(g) * g.outChannels)) << FLOAT;
}

/** The place in the ring of a line, counted from the top of the padded image. */
export function lineOf(g: Geometry, ring: usize, line: i32): usize {
  return ring + lineBytes(g) * <usize>(line % lineCount(g));
}

/**
 * Copies into the ring what output row `y` of an image sees of it, as far as it is not there already.
 *
 * @param ready lines that are there; 0 for a new image
 * @returns lines that are there now
 */
export function readLines(g: Geometry, image: usize, ring: usize, y: i32, ready: i32): i32 {
  const top = y * g.strideHeight;
  const bottom = top + lineCount(g);
  for (let line = max(ready, top); line < bottom; line++) {
    readLine(g, image, line - g.padTop, lineOf(g, ring, line));
  }
  return bottom;
}

function readLine(g: Geometry, image: usize, row: i32, to: usize): void {
  const width = lineWidth(g);
  if (row < 0 || row >= g.inHeight) {
    zeroFloats(to, width * g.outChannels);
    return;
  }
  // Padding below zero cuts.
  const left = min(width, max(0, g.padLeft));
  const cut = max(0, -g.padLeft);
  const inside = max(0, min(g.inWidth - cut, width - left));
  const from = image + ((<usize>((row * g.inWidth + cut) * g.inChannels)) << FLOAT);
  zeroFloats(to, left * g.outChannels);
  to += (<usize>(left * g.outChannels)) << FLOAT;
  if (g.inChannels === g.outChannels) copyFloats(to, from, inside * g.inChannels);
  else repeatFloats(to, from, inside * g.inChannels, g.outChannels / g.inChannels);
  to += (<usize>(inside * g.outChannels)) << FLOAT;
  zeroFloats(to, (width - left - inside) * g.outChannels);
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

/** The inverse of `readLine`: drops the padding and sums repeated channels. Nothing, where the row is padding. */
export function writeLine(g: Geometry, line: usize, row: i32, image: usize): void {
  if (row < 0 || row >= g.inHeight) return;
  const inside = max(0, min(g.inWidth, lineWidth(g) - g.padLeft));
  const to = image + ((<usize>(row * g.inWidth * g.inChannels)) << FLOAT);
  const from = line + ((<usize>(g.padLeft * g.outChannels)) << FLOAT);
  if (g.inChannels === g.outChannels) copyFloats(to, from, inside * g.inChannels);
  else sumRepeated(to, from, inside * g.inChannels, g.outChannels / g.inChannels);
  // What lies to the right of all windows takes part in nothing.
  zeroFloats(to + ((<usize>(inside * g.inChannels)) << FLOAT), (g.inWidth - inside) * g.inChannels);
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
