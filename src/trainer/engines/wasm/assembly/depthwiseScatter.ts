import { Geometry } from "./geometry";
import { lineCount, lineOf, lineWidth, writeLine } from "./paddedLines";
import { FLOAT, multiplyAdd, store, zeroFloats } from "./simd";

/** Input gradient of any depthwise convolution of an image: each output adds to the lines that it saw, and what is complete is written. */
export function scatterImage(g: Geometry, dy: usize, filter: usize, gradient: usize, ring: usize): void {
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
