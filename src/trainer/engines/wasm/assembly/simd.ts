/*
 * Loops over a row take four floats at a time. The last load may reach past the end of the row, and of its tensor, by
 * up to 12 bytes: the allocator's own records lie behind every block, so it stays inside the heap, and what it brings
 * in falls away in `store`, which writes no more than is `left`.
 */

/** Bytes in a float32, as a shift. */
export const FLOAT = 2;

/** sum + a · b, rounded once where the processor can: all of arm64, and x64 since 2013. */
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.relaxed_madd(a, b, sum);
}

/** Values between two bounds; NaN stays. One instruction for each bound, where min and max take many, for the zeros' sake. */
export function clip(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

/** Stores four floats, or the first `left` of them. */
export function store(pointer: usize, vector: v128, left: i32): void {
  if (left >= 4) {
    v128.store(pointer, vector);
    return;
  }
  v128.store_lane<f32>(pointer, vector, 0);
  if (left > 1) v128.store_lane<f32>(pointer + 4, vector, 1);
  if (left > 2) v128.store_lane<f32>(pointer + 8, vector, 2);
}

/** For runs too short for memory.copy, which costs a call out of the module. */
export function copyFloats(to: usize, from: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const offset = (<usize>i) << FLOAT;
    store(to + offset, v128.load(from + offset), count - i);
  }
}

export function zeroFloats(to: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) store(to + ((<usize>i) << FLOAT), f32x4.splat(0), count - i);
}

export function addFloats(to: usize, from: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const offset = (<usize>i) << FLOAT;
    store(to + offset, f32x4.add(v128.load(to + offset), v128.load(from + offset)), count - i);
  }
}
