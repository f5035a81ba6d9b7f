import { addFloats, FLOAT, zeroFloats } from "./simd";

/**
 * Adds each row of x [rows, width] to the row of `to` [segments, width] that `ids` (int32, [rows]) names; ids outside
 * of 0..segments−1 are left out, as in TensorFlow.
 */
export function segmentSum(x: usize, ids: usize, to: usize, rows: i32, width: i32, segments: i32): void {
  const step = (<usize>width) << FLOAT;
  zeroFloats(to, segments * width);
  for (let row = 0; row < rows; row++) {
    const id = i32.load(ids + ((<usize>row) << FLOAT));
    if (id >= 0 && id < segments) addFloats(to + step * <usize>id, x, width);
    x += step;
  }
}
