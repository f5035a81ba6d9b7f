import { FLOAT, store } from "./simd";

/* Activations that are piecewise linear, and their gradients: numbers `first` to `end`. */

/** y = x where x > 0, else 0; NaN stays. */
export function relu(x: usize, y: usize, first: i32, end: i32): void {
  const zero = f32x4.splat(0);
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    store(y + offset, f32x4.pmax(v128.load(x + offset), zero), end - i);
  }
}

/** gradient = dy where x > 0, else 0. */
export function reluGradient(x: usize, dy: usize, gradient: usize, first: i32, end: i32): void {
  const zero = f32x4.splat(0);
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const passes = f32x4.gt(v128.load(x + offset), zero);
    store(gradient + offset, v128.and(v128.load(dy + offset), passes), end - i);
  }
}

/** gradient = dy where low ≤ x ≤ high, else 0. */
export function clipGradient(x: usize, dy: usize, gradient: usize, low: f32, high: f32, first: i32, end: i32): void {
  const lowest = f32x4.splat(low);
  const highest = f32x4.splat(high);
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const value = v128.load(x + offset);
    const passes = v128.and(f32x4.ge(value, lowest), f32x4.le(value, highest));
    store(gradient + offset, v128.and(v128.load(dy + offset), passes), end - i);
  }
}
