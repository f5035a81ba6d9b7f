import { addFloats, copyFloats, FLOAT, multiplyAdd, zeroFloats } from "./simd";

/** Rows that are summed up for themselves: sums of sums keep rounding errors small. */
const CHUNK = 64;

/** How many sums `sumChunks` makes of so many rows. */
export function chunkCount(rows: i32): i32 {
  return (rows + CHUNK - 1) / CHUNK;
}

/**
 * Sums over the rows of x [rows, columns], of chunks `first` to `end`.
 *
 * @param sums [chunkCount(rows), columns]
 */
export function sumChunks(x: usize, sums: usize, rows: i32, columns: i32, first: i32, end: i32, scratch: usize): void {
  const step = (<usize>columns) << FLOAT;
  for (let chunk = first; chunk < end; chunk++) {
    const row = chunk * CHUNK;
    zeroFloats(scratch, columns);
    addRows(x + step * <usize>row, min(CHUNK, rows - row), columns, scratch);
    copyFloats(sums + step * <usize>chunk, scratch, columns);
  }
}

/** Columns `first` to `end` of to = Σ over the rows of x [rows, columns], or of to += it; row after row. */
export function addInOrder(x: usize, to: usize, rows: i32, columns: i32, accumulate: bool, first: i32, end: i32): void {
  const offset = (<usize>first) << FLOAT;
  const step = (<usize>columns) << FLOAT;
  const count = end - first;
  x += offset;
  to += offset;
  for (let row = 0; row < rows; row++) {
    if (accumulate || row > 0) addFloats(to, x, count);
    else copyFloats(to, x, count);
    x += step;
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

/** deviations += Σ over the rows of x [rows, columns] of x − center, and squares += that of (x − center)². */
export function addDeviations(
  x: usize,
  center: usize,
  rows: i32,
  columns: i32,
  deviations: usize,
  squares: usize,
): void {
  const step = (<usize>columns) << FLOAT;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const p = x + offset;
      const middle = v128.load(center + offset);
      const d0 = f32x4.sub(v128.load(p), middle);
      const d1 = f32x4.sub(v128.load(p + step), middle);
      const d2 = f32x4.sub(v128.load(p + 2 * step), middle);
      const d3 = f32x4.sub(v128.load(p + 3 * step), middle);
      const sum = f32x4.add(f32x4.add(d0, d1), f32x4.add(d2, d3));
      v128.store(deviations + offset, f32x4.add(v128.load(deviations + offset), sum));
      let square = v128.load(squares + offset);
      square = multiplyAdd(square, d0, d0);
      square = multiplyAdd(square, d1, d1);
      square = multiplyAdd(square, d2, d2);
      square = multiplyAdd(square, d3, d3);
      v128.store(squares + offset, square);
    }
    x += 4 * step;
  }
  for (; row < rows; row++) {
    for (let c = 0; c < columns; c += 4) {
      const offset = (<usize>c) << FLOAT;
      const deviation = f32x4.sub(v128.load(x + offset), v128.load(center + offset));
      v128.store(deviations + offset, f32x4.add(v128.load(deviations + offset), deviation));
      v128.store(squares + offset, multiplyAdd(v128.load(squares + offset), deviation, deviation));
    }
    x += step;
  }
}
