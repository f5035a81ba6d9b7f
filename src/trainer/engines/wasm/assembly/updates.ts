import { FLOAT, multiplyAdd, store } from "./simd";

/*
 * Optimizer steps, masked: one pass over memory in place of one an operation. Each reads the weights, writes them to
 * `to`, and updates its own state in place. l1 · sign(w) and l2 · w are added to the gradient; `mask` is 0 for none,
 * else 0/1. Each does the numbers `first` to `end`.
 */

/** w ← w − rate · g */
export function sgdUpdate(
  weights: usize,
  gradient: usize,
  mask: usize,
  to: usize,
  rate: f32,
  l1: f32,
  l2: f32,
  first: i32,
  end: i32,
): void {
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const w = v128.load(weights + offset);
    const g = penalized(v128.load(gradient + offset), w, l1, l2);
    store(to + offset, masked(f32x4.sub(w, f32x4.mul(f32x4.splat(rate), g)), mask, offset), end - i);
  }
}

/** m ← momentum · m + g; w ← w − rate · m, or with Nesterov w ← w − rate · (g + momentum · m). */
export function momentumUpdate(
  weights: usize,
  gradient: usize,
  moment: usize,
  mask: usize,
  to: usize,
  rate: f32,
  l1: f32,
  l2: f32,
  momentum: f32,
  nesterov: bool,
  first: i32,
  end: i32,
): void {
  const keep = f32x4.splat(momentum);
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const w = v128.load(weights + offset);
    const g = penalized(v128.load(gradient + offset), w, l1, l2);
    const m = multiplyAdd(g, v128.load(moment + offset), keep);
    const direction = nesterov ? multiplyAdd(g, m, keep) : m;
    store(moment + offset, m, end - i);
    store(to + offset, masked(f32x4.sub(w, f32x4.mul(f32x4.splat(rate), direction)), mask, offset), end - i);
  }
}

/**
 * Adam (Kingma & Ba 2014, arXiv 1412.6980, algorithm 1), or with weight decay AdamW (Loshchilov & Hutter 2017, arXiv
 * 1711.05101, algorithm 2).
 *
 * @param correction1 1 − beta1ᵗ, with t = 1 for the first update; `correction2` likewise
 */
export function adamUpdate(
  weights: usize,
  gradient: usize,
  moment1: usize,
  moment2: usize,
  mask: usize,
  to: usize,
  rate: f32,
  l1: f32,
  l2: f32,
  beta1: f64,
  beta2: f64,
  correction1: f32,
  correction2: f32,
  epsilon: f32,
  weightDecay: f32,
  first: i32,
  end: i32,
): void {
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const w = v128.load(weights + offset);
    const g = penalized(v128.load(gradient + offset), w, l1, l2);
    const m1 = decay(v128.load(moment1 + offset), g, beta1);
    const m2 = decay(v128.load(moment2 + offset), f32x4.mul(g, g), beta2);
    const mean = f32x4.div(m1, f32x4.splat(correction1));
    const deviation = f32x4.sqrt(f32x4.div(m2, f32x4.splat(correction2)));
    const gradual = f32x4.div(mean, f32x4.add(deviation, f32x4.splat(epsilon)));
    const direction = multiplyAdd(gradual, w, f32x4.splat(weightDecay));
    store(moment1 + offset, m1, end - i);
    store(moment2 + offset, m2, end - i);
    store(to + offset, masked(f32x4.sub(w, f32x4.mul(f32x4.splat(rate), direction)), mask, offset), end - i);
  }
}

/**
 * RMSprop as in Keras: v ← rho · v + (1 − rho) · g²; d = rate · g / √(v + epsilon); w ← w − d, or with momentum
 * m ← momentum · m + d; w ← w − m.
 *
 * @param moment 0 where there is no momentum
 */
export function rmspropUpdate(
  weights: usize,
  gradient: usize,
  average: usize,
  moment: usize,
  mask: usize,
  to: usize,
  rate: f32,
  l1: f32,
  l2: f32,
  rho: f64,
  epsilon: f32,
  momentum: f32,
  first: i32,
  end: i32,
): void {
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const w = v128.load(weights + offset);
    const g = penalized(v128.load(gradient + offset), w, l1, l2);
    const v = decay(v128.load(average + offset), f32x4.mul(g, g), rho);
    const deviation = f32x4.sqrt(f32x4.add(v, f32x4.splat(epsilon)));
    let change = f32x4.div(f32x4.mul(g, f32x4.splat(rate)), deviation);
    store(average + offset, v, end - i);
    if (moment) {
      change = multiplyAdd(change, v128.load(moment + offset), f32x4.splat(momentum));
      store(moment + offset, change, end - i);
    }
    store(to + offset, masked(f32x4.sub(w, change), mask, offset), end - i);
  }
}

function penalized(gradient: v128, weights: v128, l1: f32, l2: f32): v128 {
  return f32x4.add(multiplyAdd(gradient, weights, f32x4.splat(l2)), withSignOf(weights, l1));
}

/** `size` with the sign of each weight; 0 where the weight is 0. */
function withSignOf(weights: v128, size: f32): v128 {
  const signed = v128.or(v128.and(weights, f32x4.splat(-0.0)), f32x4.splat(size));
  return v128.and(signed, f32x4.ne(weights, f32x4.splat(0)));
}

/** `beta` is a float64, for 1 − beta loses digits in float32. */
function decay(average: v128, value: v128, beta: f64): v128 {
  return multiplyAdd(f32x4.mul(average, f32x4.splat(<f32>beta)), value, f32x4.splat(<f32>(1.0 - beta)));
}

/** Clears bits rather than multiplies: a negative weight times 0 would be −0, and a NaN would survive. */
function masked(weights: v128, mask: usize, offset: usize): v128 {
  if (!mask) return weights;
  return v128.and(weights, f32x4.ne(v128.load(mask + offset), f32x4.splat(0)));
}
