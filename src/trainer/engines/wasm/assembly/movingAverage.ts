import { FLOAT, multiplyAdd, store } from "./simd";

/** to = average + (value − average) · (1 − momentum). */
export function movingAverage(average: usize, value: usize, to: usize, count: i32, momentum: f64): void {
  const share = f32x4.splat(<f32>(1.0 - momentum));
  for (let i = 0; i < count; i += 4) {
    const offset = (<usize>i) << FLOAT;
    const old = v128.load(average + offset);
    store(to + offset, multiplyAdd(old, f32x4.sub(v128.load(value + offset), old), share), count - i);
  }
}
