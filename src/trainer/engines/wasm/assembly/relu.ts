import { FLOAT, store } from "./simd";

/** gradient = dy where x > 0, else 0. */
export function reluGradient(x: usize, dy: usize, gradient: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const passes = f32x4.gt(v128.load(x + offset), zero);
    store(gradient + offset, v128.and(v128.load(dy + offset), passes), count - i);
  }
}

/** gradient = dy where low ≤ x ≤ high, else 0. */
export function clipGradient(x: usize, dy: usize, gradient: usize, count: i32, low: f32, high: f32): void {
  const lowest = f32x4.splat(low);
  const highest = f32x4.splat(high);
  for (let i = 0; i < count; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const value = v128.load(x + offset);
    const passes = v128.and(f32x4.ge(value, lowest), f32x4.le(value, highest));
    store(gradient + offset, v128.and(v128.load(dy + offset), passes), count - i);
  }
}
