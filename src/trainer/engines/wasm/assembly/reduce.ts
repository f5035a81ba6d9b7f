import { addFloats, FLOAT, zeroFloats } from "./simd";

/** Longest sum in float32 without a partial sum in between. */
const CHUNK = 64;

/**
 * to = Σ over the rows of x [rows, columns]; sums of chunks are summed, which keeps rounding errors small.
 *
 * @param scratch `columns` floats
 */
export function sumRows(x: usize, to: usize, rows: i32, columns: i32, scratch: usize): void {
  const step = (<usize>columns) << FLOAT;
  zeroFloats(to, columns);
  for (let row = 0; row < rows; row += CHUNK) {
    const count = min(CHUNK, rows - row);
    zeroFloats(scratch, columns);
    for (let i = 0; i < count; i++) {
      addFloats(scratch, x, columns);
      x += step;
    }
    addFloats(to, scratch, columns);
  }
}
