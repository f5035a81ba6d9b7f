import { addRows, addSquaredRows } from "./reduce";
import { FLOAT, multiplyAdd, store } from "./simd";

/*
 * Batch normalisation of [rows, channels] while training (Ioffe & Szegedy 2015, arXiv 1502.03167), and its gradient.
 *
 * Sums over rows run in float32 within a chunk and in float64 from chunk to chunk: as exact as float64 where it
 * matters, at the speed of float32. The variance is the mean of squared deviations, for E[x²] − E[x]² cancels.
 */

/** Longest sum in float32. */
const CHUNK_ROWS = 128;

/** Bytes of scratch that the two passes need: two float64 and three float32 a channel. */
export function batchNormScratch(channels: i32): usize {
  return stride(channels) * (2 * 8 + 3 * 4);
}

/** Distance between two arrays of one number a channel: whole vectors. */
function stride(channels: i32): usize {
  return <usize>((channels + 3) & ~3);
}

/**
 * y = gamma · (x − mean) / √(variance + epsilon) + beta, with the mean and (biased) variance of the batch.
 *
 * @param statistics also an output, [3, channels]: mean, variance and 1 / √(variance + epsilon)
 */
export function batchNormTraining(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  statistics: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
  scratch: usize,
): void {
  const step = (<usize>channels) << FLOAT;
  const mean = statistics;
  const variance = mean + step;
  const inverse = variance + step;
  const totals = scratch;
  const scale = totals + (stride(channels) << 3);
  const shift = scale + (stride(channels) << FLOAT);
  moments(x, 0, mean, rows, channels, totals);
  moments(x, mean, variance, rows, channels, totals);
  for (let c = 0; c < channels; c++) {
    const offset = (<usize>c) << FLOAT;
    const normal = <f32>(1.0 / Math.sqrt(<f64>f32.load(variance + offset) + <f64>epsilon));
    const factor = f32.load(gamma + offset) * normal;
    f32.store(inverse + offset, normal);
    f32.store(scale + offset, factor);
    f32.store(shift + offset, f32.load(beta + offset) - f32.load(mean + offset) * factor);
  }
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const scaled = f32x4.mul(v128.load(x + offset), v128.load(scale + offset));
      store(y + offset, f32x4.add(scaled, v128.load(shift + offset)), channels - c);
    }
    x += step;
    y += step;
  }
}

/** The mean over the rows of x, or, given that mean as `center`, of (x − center)². */
function moments(x: usize, center: usize, to: usize, rows: i32, channels: i32, scratch: usize): void {
  const totals = scratch;
  const sums = totals + (stride(channels) << 3);
  memory.fill(totals, 0, stride(channels) << 3);
  for (let row = 0; row < rows; row += CHUNK_ROWS) {
    const count = min(CHUNK_ROWS, rows - row);
    memory.fill(sums, 0, stride(channels) << FLOAT);
    if (center) addSquaredRows(x, center, count, channels, sums);
    else addRows(x, count, channels, sums);
    addTotals(totals, sums, channels);
    x += (<usize>(count * channels)) << FLOAT;
  }
  for (let c = 0; c < channels; c++) {
    f32.store(to + ((<usize>c) << FLOAT), <f32>(f64.load(totals + ((<usize>c) << 3)) / <f64>rows));
  }
}

/** Adds float32 sums to float64 totals. */
function addTotals(totals: usize, sums: usize, channels: i32): void {
  for (let c = 0; c < channels; c += 2) {
    const offset = (<usize>c) << FLOAT;
    const total = totals + (offset << 1);
    v128.store(total, f64x2.add(v128.load(total), f64x2.promote_low_f32x4(v128.load64_zero(sums + offset))));
  }
}

/**
 * dx = gamma · inverse · (dy − mean(dy) − normal · mean(dy · normal)) with normal = (x − mean) · inverse;
 * dGamma = Σ dy · normal; dBeta = Σ dy.
 *
 * @param statistics of the forward pass
 */
export function batchNormGradient(
  x: usize,
  dy: usize,
  gamma: usize,
  statistics: usize,
  dx: usize,
  dGamma: usize,
  dBeta: usize,
  rows: i32,
  channels: i32,
  scratch: usize,
): void {
  const mean = statistics;
  const inverse = statistics + ((<usize>(2 * channels)) << FLOAT);
  const totals = scratch;
  const products = totals + (stride(channels) << 3);
  const factor = products + (stride(channels) << 3);
  const slope = factor + (stride(channels) << FLOAT);
  const average = slope + (stride(channels) << FLOAT);
  sumGradients(x, dy, mean, rows, channels, totals, products, factor);
  // dx = factor · (dy − (x − mean) · slope − average)
  for (let c = 0; c < channels; c++) {
    const offset = (<usize>c) << FLOAT;
    const normal = <f64>f32.load(inverse + offset);
    const total = f64.load(totals + (offset << 1));
    const product = f64.load(products + (offset << 1)) * normal;
    f32.store(dBeta + offset, <f32>total);
    f32.store(dGamma + offset, <f32>product);
    f32.store(factor + offset, <f32>(normal * <f64>f32.load(gamma + offset)));
    f32.store(slope + offset, <f32>((product * normal) / <f64>rows));
    f32.store(average + offset, <f32>(total / <f64>rows));
  }
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const deviation = f32x4.sub(v128.load(x + offset), v128.load(mean + offset));
      const centered = f32x4.sub(v128.load(dy + offset), v128.load(average + offset));
      const direction = f32x4.sub(centered, f32x4.mul(deviation, v128.load(slope + offset)));
      store(dx + offset, f32x4.mul(direction, v128.load(factor + offset)), channels - c);
    }
    x += (<usize>channels) << FLOAT;
    dy += (<usize>channels) << FLOAT;
    dx += (<usize>channels) << FLOAT;
  }
}

/**
 * Per channel Σ dy into `totals` and Σ dy · (x − mean) into `products`, both float64.
 *
 * @param scratch two float32 a channel
 */
function sumGradients(
  x: usize,
  dy: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  totals: usize,
  products: usize,
  scratch: usize,
): void {
  const sums = scratch;
  const sumsOfProducts = sums + (stride(channels) << FLOAT);
  memory.fill(totals, 0, stride(channels) << 3);
  memory.fill(products, 0, stride(channels) << 3);
  for (let row = 0; row < rows; row += CHUNK_ROWS) {
    const count = min(CHUNK_ROWS, rows - row);
    memory.fill(sums, 0, stride(channels) << (FLOAT + 1));
    addGradients(x, dy, mean, count, channels, sums, sumsOfProducts);
    addTotals(totals, sums, channels);
    addTotals(products, sumsOfProducts, channels);
    x += (<usize>(count * channels)) << FLOAT;
    dy += (<usize>(count * channels)) << FLOAT;
  }
}

/** The part of a chunk of rows, two at a time. */
function addGradients(
  x: usize,
  dy: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  sums: usize,
  sumsOfProducts: usize,
): void {
  const step = (<usize>channels) << FLOAT;
  for (let row = 0; row < rows; row += 2) {
    // An odd last row is paired with itself, times zero.
    const pair = row + 1 < rows;
    const next: usize = pair ? step : 0;
    const weight = f32x4.splat(pair ? 1 : 0);
    for (let c = 0; c < channels; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const center = v128.load(mean + offset);
      const first = v128.load(dy + offset);
      const second = f32x4.mul(weight, v128.load(dy + next + offset));
      let product = v128.load(sumsOfProducts + offset);
      product = multiplyAdd(product, first, f32x4.sub(v128.load(x + offset), center));
      product = multiplyAdd(product, second, f32x4.sub(v128.load(x + next + offset), center));
      v128.store(sumsOfProducts + offset, product);
      v128.store(sums + offset, f32x4.add(v128.load(sums + offset), f32x4.add(first, second)));
    }
    x += 2 * step;
    dy += 2 * step;
  }
}

/** to = average + (value − average) · (1 − momentum). */
export function movingAverage(average: usize, value: usize, to: usize, count: i32, momentum: f64): void {
  const share = f32x4.splat(<f32>(1.0 - momentum));
  for (let i = 0; i < count; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const old = v128.load(average + offset);
    store(to + offset, multiplyAdd(old, f32x4.sub(v128.load(value + offset), old), share), count - i);
  }
}
