import { FLOAT } from "./simd";
import { TILE_COLUMNS, TILE_ROWS } from "./tile";

/*
 * Copies of blocks of the operands of a matrix product, in panels as wide as a tile. Depth after depth, a panel holds
 * what the inner loop reads next.
 */

/** Numbers in a cache line. */
const LINE = 16;

/** Panels of rows `m0` to `m0 + rows` of op(a), [m, k], or [k, m] if `transposed`, at depths `k0` to `k0 + depth`. */
export function packA(
  a: usize,
  m: i32,
  k: i32,
  k0: i32,
  m0: i32,
  depth: i32,
  rows: i32,
  transposed: bool,
  to: usize,
): void {
  const panelBytes = (<usize>(TILE_ROWS * depth)) << FLOAT;
  let row = 0;
  if (transposed) {
    const from = a + ((<usize>(k0 * m + m0)) << FLOAT);
    for (; row + LINE <= rows; row += LINE) {
      const line = from + ((<usize>row) << FLOAT);
      packLines(line, m, depth, to, TILE_ROWS, panelBytes, 2 * panelBytes, 3 * panelBytes);
      to += 4 * panelBytes;
    }
    for (; row < rows; row += TILE_ROWS) {
      packRows(from + ((<usize>row) << FLOAT), m, depth, rows - row, to, TILE_ROWS);
      to += panelBytes;
    }
    return;
  }
  for (; row < rows; row += TILE_ROWS) {
    packColumns(a + ((<usize>((m0 + row) * k + k0)) << FLOAT), k, depth, rows - row, to, TILE_ROWS);
    to += panelBytes;
  }
}

/** The same of columns `n0` to `n0 + columns` of op(b), [k, n]; a panel is two interleaved stripes of four. */
export function packB(
  b: usize,
  n: i32,
  k: i32,
  k0: i32,
  n0: i32,
  depth: i32,
  columns: i32,
  transposed: bool,
  to: usize,
): void {
  const panelBytes = (<usize>(TILE_COLUMNS * depth)) << FLOAT;
  let column = 0;
  if (!transposed) {
    for (; column + LINE <= columns; column += LINE) {
      const line = b + ((<usize>(k0 * n + n0 + column)) << FLOAT);
      packLines(line, n, depth, to, TILE_COLUMNS, 16, panelBytes, panelBytes + 16);
      to += 2 * panelBytes;
    }
  }
  for (; column < columns; column += TILE_COLUMNS) {
    for (let half = 0; half < TILE_COLUMNS; half += 4) {
      const stripe = to + ((<usize>half) << FLOAT);
      const from = n0 + column + half;
      const left = columns - column - half;
      if (transposed) packColumns(b + ((<usize>(from * k + k0)) << FLOAT), k, depth, left, stripe, TILE_COLUMNS);
      else packRows(b + ((<usize>(k0 * n + from)) << FLOAT), n, depth, left, stripe, TILE_COLUMNS);
    }
    to += panelBytes;
  }
}

/**
 * Copies a cache line of each of `depth` rows of length `lead` into four stripes, that after the first `second`, `third`
 * and `fourth` bytes behind it. Stripe by stripe, rows whose distance is a power of two would push each other out of the
 * cache in between.
 */
function packLines(
  from: usize,
  lead: i32,
  depth: i32,
  to: usize,
  step: i32,
  second: usize,
  third: usize,
  fourth: usize,
): void {
  const fromStep = (<usize>lead) << FLOAT;
  const toStep = (<usize>step) << FLOAT;
  for (let i = 0; i < depth; i++) {
    v128.store(to, v128.load(from));
    v128.store(to + second, v128.load(from, 16));
    v128.store(to + third, v128.load(from, 32));
    v128.store(to + fourth, v128.load(from, 48));
    from += fromStep;
    to += toStep;
  }
}

/** Copies four neighbours (or `left`, then zeros) of each of `depth` rows of length `lead`; `step` floats lie between them. */
function packRows(from: usize, lead: i32, depth: i32, left: i32, to: usize, step: i32): void {
  const fromStep = (<usize>lead) << FLOAT;
  const toStep = (<usize>step) << FLOAT;
  if (left >= 4) {
    for (let i = 0; i < depth; i++) {
      v128.store(to, v128.load(from));
      from += fromStep;
      to += toStep;
    }
    return;
  }
  for (let i = 0; i < depth; i++) {
    for (let j = 0; j < 4; j++) {
      const offset = (<usize>j) << FLOAT;
      f32.store(to + offset, j < left ? f32.load(from + offset) : 0);
    }
    from += fromStep;
    to += toStep;
  }
}

/** Copies the first `depth` numbers of each of four rows (or `left`, then zeros) of length `lead`, transposed. */
function packColumns(from: usize, lead: i32, depth: i32, left: i32, to: usize, step: i32): void {
  const fromStep = (<usize>lead) << FLOAT;
  const toStep = (<usize>step) << FLOAT;
  let i = 0;
  if (left >= 4) {
    for (; i + 4 <= depth; i += 4) {
      const a = v128.load(from);
      const b = v128.load(from + fromStep);
      const c = v128.load(from + 2 * fromStep);
      const d = v128.load(from + 3 * fromStep);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(to + toStep, i64x2.shuffle(ab, cd, 1, 3));
      v128.store(to + 2 * toStep, i64x2.shuffle(abHigh, cdHigh, 0, 2));
      v128.store(to + 3 * toStep, i64x2.shuffle(abHigh, cdHigh, 1, 3));
      from += 16;
      to += 4 * toStep;
    }
  }
  for (; i < depth; i++) {
    for (let j = 0; j < 4; j++) {
      f32.store(to + ((<usize>j) << FLOAT), j < left ? f32.load(from + <usize>j * fromStep) : 0);
    }
    from += 4;
    to += toStep;
  }
}
