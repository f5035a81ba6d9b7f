import { FLOAT, store } from "./simd";

/** Numbers `first` to `end` of y = a + b. */
export function add(a: usize, b: usize, y: usize, first: i32, end: i32): void {
  for (let i = first; i < end; i += 4) {
    const offset = (<usize>i) << FLOAT;
    store(y + offset, f32x4.add(v128.load(a + offset), v128.load(b + offset)), end - i);
  }
}

/** Rows `first` to `end` of y = x + row, x [rows, columns]. */
export function addRow(x: usize, row: usize, y: usize, columns: i32, first: i32, end: i32): void {
  const start = (<usize>(first * columns)) << FLOAT;
  const step = (<usize>columns) << FLOAT;
  x += start;
  y += start;
  for (let i = first; i < end; i++) {
    add(x, row, y, 0, columns);
    x += step;
    y += step;
  }
}
