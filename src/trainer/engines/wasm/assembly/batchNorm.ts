import { addDeviations, addRows } from "./reduce";
import { CHUNK_ROWS, segmentCount, segmentStart, stride, toDouble } from "./segments";
import { clip, FLOAT, multiplyAdd, store } from "./simd";

/*
 * Batch normalisation of [rows, channels] while training (Ioffe & Szegedy 2015, arXiv 1502.03167), in three steps:
 * moments of each segment of rows, their union, and the normalisation of each row.
 */

/** Bytes of scratch for `batchNormMoments`. */
export function batchNormScratch(channels: i32): usize {
  return 3 * (stride(channels) << FLOAT);
}

/**
 * For segments `first` to `end`, per channel the mean and the sum of squared deviations from it: E[x²] − E[x]² would
 * cancel. Both are taken of a chunk while it is in the cache, and joined to those of the chunks before it.
 *
 * @param moments float64, [segments, 2, stride(channels)]
 */
export function batchNormMoments(
  x: usize,
  moments: usize,
  rows: i32,
  channels: i32,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const bytes = stride(channels) << 3;
  const center = scratch;
  const deviations = center + (stride(channels) << FLOAT);
  const squares = deviations + (stride(channels) << FLOAT);
  for (let segment = first; segment < end; segment++) {
    const to = moments + <usize>(2 * segment) * bytes;
    const start = segmentStart(segment, rows);
    const stop = segmentStart(segment + 1, rows);
    memory.fill(to, 0, 2 * bytes);
    for (let row = start; row < stop; row += CHUNK_ROWS) {
      const chunk = x + ((<usize>(row * channels)) << FLOAT);
      const count = min(CHUNK_ROWS, stop - row);
      memory.fill(scratch, 0, batchNormScratch(channels));
      addRows(chunk, count, channels, center);
      divide(center, channels, count);
      addDeviations(chunk, center, count, channels, deviations, squares);
      joinChunk(to, row - start, center, deviations, squares, count, channels);
    }
  }
}

function divide(sums: usize, channels: i32, count: i32): void {
  const share = f32x4.splat(1 / <f32>count);
  for (let c = 0; c < channels; c += 4) {
    const sum = sums + ((<usize>c) << FLOAT);
    v128.store(sum, f32x4.mul(v128.load(sum), share));
  }
}

/**
 * Joins a chunk's moments to those of the `before` rows before it (Chan, Golub & LeVeque 1979, equation 2.1). The center
 * is a mean that is rounded: what it is off by is taken out (the same, 1983, equation 1.7).
 */
function joinChunk(
  moments: usize,
  before: i32,
  center: usize,
  deviations: usize,
  squares: usize,
  count: i32,
  channels: i32,
): void {
  const joinedSquares = moments + (stride(channels) << 3);
  const each = f64x2.splat(1 / <f64>count);
  const share = f64x2.splat(<f64>count / <f64>(before + count));
  const weight = f64x2.splat((<f64>before * <f64>count) / <f64>(before + count));
  for (let c = 0; c < channels; c += 2) {
    const offset = (<usize>c) << FLOAT;
    const mean = moments + (offset << 1);
    const square = joinedSquares + (offset << 1);
    const deviation = toDouble(deviations + offset);
    const off = f64x2.mul(deviation, each);
    const step = f64x2.sub(f64x2.add(toDouble(center + offset), off), v128.load(mean));
    const within = f64x2.sub(toDouble(squares + offset), f64x2.mul(deviation, off));
    const between = f64x2.mul(f64x2.mul(step, step), weight);
    v128.store(mean, f64x2.add(v128.load(mean), f64x2.mul(step, share)));
    v128.store(square, f64x2.add(v128.load(square), f64x2.add(within, between)));
  }
}

/**
 * Joins the segments' moments.
 *
 * @param statistics output, [5, channels]: mean, (biased) variance, 1 / √(variance + epsilon), and scale and shift, with
 *   which x is normalised: x · scale + shift
 */
export function batchNormStatistics(
  moments: usize,
  gamma: usize,
  beta: usize,
  statistics: usize,
  rows: i32,
  channels: i32,
  epsilon: f64,
): void {
  const segments = segmentCount(rows);
  const step = (<usize>channels) << FLOAT;
  for (let c = 0; c < channels; c++) {
    const offset = (<usize>c) << FLOAT;
    let mean = 0.0;
    let squares = 0.0;
    for (let segment = 0; segment < segments; segment++) {
      const before = segmentStart(segment, rows);
      const count = segmentStart(segment + 1, rows) - before;
      const from = moments + ((<usize>(2 * segment) * stride(channels) + <usize>c) << 3);
      const distance = f64.load(from) - mean;
      const all = <f64>(before + count);
      squares += f64.load(from + (stride(channels) << 3)) + distance * distance * ((<f64>before * <f64>count) / all);
      mean += distance * (<f64>count / all);
    }
    const variance = max(squares, 0.0) / <f64>rows;
    const normal = 1.0 / Math.sqrt(variance + epsilon);
    const scale = <f32>(<f64>f32.load(gamma + offset) * normal);
    let to = statistics + offset;
    f32.store(to, <f32>mean);
    to += step;
    f32.store(to, <f32>variance);
    to += step;
    f32.store(to, <f32>normal);
    to += step;
    f32.store(to, scale);
    to += step;
    f32.store(to, <f32>(<f64>f32.load(beta + offset) - mean * <f64>scale));
  }
}

/**
 * Rows `first` to `end` of y = x · scale + shift, clipped to [low, high] by an activation that follows.
 *
 * @param scale [2, channels], scale and shift
 */
export function batchNormScale(
  x: usize,
  scale: usize,
  y: usize,
  channels: i32,
  low: f32,
  high: f32,
  first: i32,
  end: i32,
): void {
  const step = (<usize>channels) << FLOAT;
  const shift = scale + step;
  const lowest = f32x4.splat(low);
  const highest = f32x4.splat(high);
  x += step * <usize>first;
  y += step * <usize>first;
  for (let row = first; row < end; row++) {
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const value = multiplyAdd(v128.load(shift + offset), v128.load(x + offset), v128.load(scale + offset));
      store(y + offset, clip(value, lowest, highest), channels - c);
    }
    x += step;
    y += step;
  }
}
