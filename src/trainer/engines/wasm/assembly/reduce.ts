import { FLOAT, multiplyAdd, store, zeroFloats } from "./simd";

/** Longest sum in float32 without a partial sum in between. */
const CHUNK = 64;

/**
 * to = Σ over the rows of x [rows, columns]; sums of chunks are summed, which keeps rounding errors small.
 *
 * @param scratch `columns` floats, rounded up to a whole vector
 */
export function sumRows(x: usize, to: usize, rows: i32, columns: i32, scratch: usize): void {
  zeroFloats(to, columns);
  for (let row = 0; row < rows; row += CHUNK) {
    const count = min(CHUNK, rows - row);
    zeroFloats(scratch, columns);
    addRows(x, count, columns, scratch);
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << FLOAT;
      store(to + offset, f32x4.add(v128.load(to + offset), v128.load(scratch + offset)), columns - c);
    }
    x += (<usize>(count * columns)) << FLOAT;
  }
}

/**
 * sums += Σ over the rows of x. Four rows at a time: each load and store of a sum then serves four additions, and
 * memory is still read in order.
 *
 * @param sums whole vectors
 */
export function addRows(x: usize, rows: i32, columns: i32, sums: usize): void {
  const step = (<usize>columns) << FLOAT;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const p = x + offset;
      const upper = f32x4.add(v128.load(p), v128.load(p + step));
      const lower = f32x4.add(v128.load(p + 2 * step), v128.load(p + 3 * step));
      v128.store(sums + offset, f32x4.add(v128.load(sums + offset), f32x4.add(upper, lower)));
    }
    x += 4 * step;
  }
  for (; row < rows; row++) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << FLOAT;
      v128.store(sums + offset, f32x4.add(v128.load(sums + offset), v128.load(x + offset)));
    }
    x += step;
  }
}

/** sums += Σ over the rows of (x − center)², in the same way. */
export function addSquaredRows(x: usize, center: usize, rows: i32, columns: i32, sums: usize): void {
  const step = (<usize>columns) << FLOAT;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const p = x + offset;
      const middle = v128.load(center + offset);
      let sum = v128.load(sums + offset);
      sum = addSquare(sum, v128.load(p), middle);
      sum = addSquare(sum, v128.load(p + step), middle);
      sum = addSquare(sum, v128.load(p + 2 * step), middle);
      sum = addSquare(sum, v128.load(p + 3 * step), middle);
      v128.store(sums + offset, sum);
    }
    x += 4 * step;
  }
  for (; row < rows; row++) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const sum = v128.load(sums + offset);
      v128.store(sums + offset, addSquare(sum, v128.load(x + offset), v128.load(center + offset)));
    }
    x += step;
  }
}

function addSquare(sum: v128, value: v128, center: v128): v128 {
  const deviation = f32x4.sub(value, center);
  return multiplyAdd(sum, deviation, deviation);
}
