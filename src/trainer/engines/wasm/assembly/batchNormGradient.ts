import { addTotals, CHUNK_ROWS, segmentCount, segmentStart, stride } from "./segments";
import { FLOAT, multiplyAdd, store } from "./simd";

/*
 * Gradient of batch normalisation while training: sums over each segment of rows, their totals, and the gradient of
 * each row.
 *
 * An activation that follows and clips to [low, high] lets dy through where it did not clip: dy is 0 elsewhere.
 *
 * dx = gamma · inverse · (dy − mean(dy) − normal · mean(dy · normal)) with normal = (x − mean) · inverse;
 * dGamma = Σ dy · normal; dBeta = Σ dy.
 */

/** Bytes of scratch for `batchNormGradientSums`. */
export function batchNormGradientScratch(channels: i32): usize {
  return stride(channels) << (FLOAT + 1);
}

/**
 * For segments `first` to `end`, per channel Σ dy and Σ dy · (x − mean).
 *
 * @param statistics of the forward pass
 * @param sums float64, [segments, 2, stride(channels)]
 */
export function batchNormGradientSums(
  x: usize,
  dy: usize,
  statistics: usize,
  sums: usize,
  rows: i32,
  channels: i32,
  low: f32,
  high: f32,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const bytes = stride(channels) << 3;
  const products = scratch + (stride(channels) << FLOAT);
  for (let segment = first; segment < end; segment++) {
    const to = sums + <usize>(2 * segment) * bytes;
    const stop = segmentStart(segment + 1, rows);
    memory.fill(to, 0, 2 * bytes);
    for (let row = segmentStart(segment, rows); row < stop; row += CHUNK_ROWS) {
      const offset = (<usize>(row * channels)) << FLOAT;
      memory.fill(scratch, 0, batchNormGradientScratch(channels));
      const count = min(CHUNK_ROWS, stop - row);
      addGradients(x + offset, dy + offset, statistics, count, channels, low, high, scratch, products);
      addTotals(to, scratch, channels);
      addTotals(to + bytes, products, channels);
    }
  }
}

/** The part of a chunk of rows, two at a time. */
function addGradients(
  x: usize,
  dy: usize,
  statistics: usize,
  rows: i32,
  channels: i32,
  low: f32,
  high: f32,
  sums: usize,
  products: usize,
): void {
  const step = (<usize>channels) << FLOAT;
  const scales = statistics + 3 * step;
  const shifts = scales + step;
  const lowest = f32x4.splat(low);
  const highest = f32x4.splat(high);
  for (let row = 0; row < rows; row += 2) {
    // An odd last row is paired with itself, times zero.
    const pair = row + 1 < rows;
    const next: usize = pair ? step : 0;
    const weight = f32x4.splat(pair ? 1 : 0);
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const center = v128.load(statistics + offset);
      const scale = v128.load(scales + offset);
      const shift = v128.load(shifts + offset);
      const x0 = v128.load(x + offset);
      const x1 = v128.load(x + next + offset);
      const dy0 = passed(v128.load(dy + offset), multiplyAdd(shift, x0, scale), lowest, highest);
      const dy1 = passed(v128.load(dy + next + offset), multiplyAdd(shift, x1, scale), lowest, highest);
      const second = f32x4.mul(weight, dy1);
      let product = v128.load(products + offset);
      product = multiplyAdd(product, dy0, f32x4.sub(x0, center));
      product = multiplyAdd(product, second, f32x4.sub(x1, center));
      v128.store(products + offset, product);
      v128.store(sums + offset, f32x4.add(v128.load(sums + offset), f32x4.add(dy0, second)));
    }
    x += 2 * step;
    dy += 2 * step;
  }
}

/** dy where the activation got a value that it did not clip. */
function passed(dy: v128, value: v128, low: v128, high: v128): v128 {
  return v128.and(dy, v128.and(f32x4.gt(value, low), f32x4.le(value, high)));
}

/**
 * Adds up the segments' sums, which gives dGamma and dBeta.
 *
 * @param statistics of the forward pass
 * @param factors output, [3, stride(channels)]: what dx = factor · (dy − (x − mean) · slope − average) takes
 */
export function batchNormGradientFactors(
  sums: usize,
  gamma: usize,
  statistics: usize,
  dGamma: usize,
  dBeta: usize,
  factors: usize,
  rows: i32,
  channels: i32,
): void {
  const segments = segmentCount(rows);
  const inverse = statistics + ((<usize>(2 * channels)) << FLOAT);
  const slope = factors + (stride(channels) << FLOAT);
  const average = slope + (stride(channels) << FLOAT);
  for (let c = 0; c < channels; c++) {
    const offset = (<usize>c) << FLOAT;
    let total = 0.0;
    let product = 0.0;
    for (let segment = 0; segment < segments; segment++) {
      const from = sums + ((<usize>(2 * segment) * stride(channels) + <usize>c) << 3);
      total += f64.load(from);
      product += f64.load(from + (stride(channels) << 3));
    }
    const normal = <f64>f32.load(inverse + offset);
    product *= normal;
    f32.store(dBeta + offset, <f32>total);
    f32.store(dGamma + offset, <f32>product);
    f32.store(factors + offset, <f32>(normal * <f64>f32.load(gamma + offset)));
    f32.store(slope + offset, <f32>((product * normal) / <f64>rows));
    f32.store(average + offset, <f32>(total / <f64>rows));
  }
}

/** Rows `first` to `end` of dx = factor · (dy − (x − mean) · slope − average). */
export function batchNormGradient(
  x: usize,
  dy: usize,
  statistics: usize,
  factors: usize,
  dx: usize,
  channels: i32,
  low: f32,
  high: f32,
  first: i32,
  end: i32,
): void {
  const step = (<usize>channels) << FLOAT;
  const scales = statistics + 3 * step;
  const shifts = scales + step;
  const slopes = factors + (stride(channels) << FLOAT);
  const averages = slopes + (stride(channels) << FLOAT);
  const lowest = f32x4.splat(low);
  const highest = f32x4.splat(high);
  x += step * <usize>first;
  dy += step * <usize>first;
  dx += step * <usize>first;
  for (let row = first; row < end; row++) {
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const value = v128.load(x + offset);
      const scaled = multiplyAdd(v128.load(shifts + offset), value, v128.load(scales + offset));
      const gradient = passed(v128.load(dy + offset), scaled, lowest, highest);
      const deviation = f32x4.sub(value, v128.load(statistics + offset));
      const centered = f32x4.sub(gradient, v128.load(averages + offset));
      const direction = f32x4.sub(centered, f32x4.mul(deviation, v128.load(slopes + offset)));
      store(dx + offset, f32x4.mul(direction, v128.load(factors + offset)), channels - c);
    }
    x += step;
    dy += step;
    dx += step;
  }
}
