import { FLOAT, multiplyAdd } from "./simd";

/*
 * Matrix product after Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): blocks of
 * both operands are copied into panels that lie in the order in which the innermost loop reads them. The copies also
 * absorb the transposes, so one inner loop serves all four cases.
 */

/** The inner loop computes tiles of 4 x 8: eight accumulators, which with its operands fill 12 of 16 registers. */
const TILE_ROWS = 4;
const TILE_COLUMNS = 8;
/** Depth of a block: a panel of B then takes 8 KiB and stays in the L1 cache. */
export const DEPTH = 256;
/** Rows of A in a block: 128 KiB, for the L2 cache. */
const ROWS = 128;
/** Columns of B in a block: 512 KiB. */
const COLUMNS = 512;

/** Numbers in a cache line. */
const LINE = 16;

const PACKED_A: usize = (ROWS * DEPTH) << FLOAT;
const PACKED_B: usize = (COLUMNS * DEPTH) << FLOAT;
const TILE: usize = (TILE_ROWS * TILE_COLUMNS) << FLOAT;

/** Bytes of scratch that `multiplyMatrices` needs, whatever the shapes. */
export function gemmScratch(): usize {
  return PACKED_A + PACKED_B + TILE;
}

/**
 * Rows (or, if `byColumns`, columns) `first` to `end` of c = op(a) · op(b), or of c += op(a) · op(b) if `accumulate`.
 * A number of c does not depend on which others are computed with it.
 *
 * @param a [m, k], or [k, m] if `transposeA`
 * @param b [k, n], or [n, k] if `transposeB`
 * @param bias [n], added to each row; 0 for none, and where the product accumulates
 * @param c [m, n]
 */
export function multiplyMatrices(
  a: usize,
  b: usize,
  bias: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: bool,
  transposeB: bool,
  accumulate: bool,
  byColumns: bool,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const packedA = scratch;
  const packedB = packedA + PACKED_A;
  const tile = packedB + PACKED_B;
  const rowBytes = (<usize>n) << FLOAT;
  const firstRow = byColumns ? 0 : first;
  const endRow = byColumns ? m : end;
  const firstColumn = byColumns ? first : 0;
  const endColumn = byColumns ? end : n;
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const depth = min(DEPTH, k - k0);
    const add = accumulate || k0 > 0;
    for (let n0 = firstColumn; n0 < endColumn; n0 += COLUMNS) {
      const columns = min(COLUMNS, endColumn - n0);
      packB(b, n, k, k0, n0, depth, columns, transposeB, packedB);
      for (let m0 = firstRow; m0 < endRow; m0 += ROWS) {
        const rows = min(ROWS, endRow - m0);
        packA(a, m, k, k0, m0, depth, rows, transposeA, packedA);
        for (let column = 0; column < columns; column += TILE_COLUMNS) {
          const panelB = packedB + ((<usize>(column * depth)) << FLOAT);
          const width = min(TILE_COLUMNS, columns - column);
          const columnBytes = (<usize>(n0 + column)) << FLOAT;
          for (let row = 0; row < rows; row += TILE_ROWS) {
            const panelA = packedA + ((<usize>(row * depth)) << FLOAT);
            const target = c + <usize>(m0 + row) * rowBytes + columnBytes;
            const height = min(TILE_ROWS, rows - row);
            // What is added to the tile, and how far apart its rows lie.
            const plus: usize = add ? target : bias ? bias + columnBytes : 0;
            const plusBytes: usize = add ? rowBytes : 0;
            if (height === TILE_ROWS && width === TILE_COLUMNS) {
              multiplyTile(panelA, panelB, depth, target, rowBytes, plus, plusBytes);
            } else {
              if (width <= TILE_COLUMNS / 2) multiplyHalfTile(panelA, panelB, depth, tile);
              else multiplyTile(panelA, panelB, depth, tile, TILE_COLUMNS << FLOAT, 0, 0);
              storePart(tile, target, rowBytes, height, width, plus, plusBytes);
            }
          }
        }
      }
    }
  }
}

/** Length of a sum that `multiplyMatrices` takes together, before it adds it to c. */
export function chunkLength(): i32 {
  return DEPTH;
}

/**
 * Partial products `first` to `end`, of which c = aᵀ · b is the sum in their order: where c is small and k is large,
 * there is nothing else to divide. `multiplyMatrices` sums up in the same order, so both give the same bits.
 *
 * @param a [k, m]
 * @param b [k, n]
 * @param products [⌈k / chunkLength()⌉, m, n]
 */
export function multiplyInChunks(
  a: usize,
  b: usize,
  products: usize,
  m: i32,
  n: i32,
  k: i32,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  for (let chunk = first; chunk < end; chunk++) {
    const row = chunk * DEPTH;
    const aRow = a + ((<usize>(row * m)) << FLOAT);
    const bRow = b + ((<usize>(row * n)) << FLOAT);
    const product = products + ((<usize>(chunk * m * n)) << FLOAT);
    multiplyMatrices(aRow, bRow, 0, product, m, n, min(DEPTH, k - row), true, false, false, false, 0, m, scratch);
  }
}

function packA(a: usize, m: i32, k: i32, k0: i32, m0: i32, depth: i32, rows: i32, transposed: bool, to: usize): void {
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

/** A panel of B is two interleaved stripes of four. */
function packB(
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

/**
 * A tile of 4 x 8 of the product of a panel of A and a panel of B; rows of c lie `rowBytes` apart.
 *
 * @param plus what is added, with rows `plusBytes` apart; 0 for nothing
 */
function multiplyTile(a: usize, b: usize, depth: i32, c: usize, rowBytes: usize, plus: usize, plusBytes: usize): void {
  let r0a = f32x4.splat(0);
  let r0b = r0a;
  let r1a = r0a;
  let r1b = r0a;
  let r2a = r0a;
  let r2b = r0a;
  let r3a = r0a;
  let r3b = r0a;
  for (let i = 0; i < depth; i++) {
    const bLeft = v128.load(b);
    const bRight = v128.load(b, 16);
    let value = v128.load32_splat(a);
    r0a = multiplyAdd(r0a, value, bLeft);
    r0b = multiplyAdd(r0b, value, bRight);
    value = v128.load32_splat(a, 4);
    r1a = multiplyAdd(r1a, value, bLeft);
    r1b = multiplyAdd(r1b, value, bRight);
    value = v128.load32_splat(a, 8);
    r2a = multiplyAdd(r2a, value, bLeft);
    r2b = multiplyAdd(r2b, value, bRight);
    value = v128.load32_splat(a, 12);
    r3a = multiplyAdd(r3a, value, bLeft);
    r3b = multiplyAdd(r3b, value, bRight);
    a += TILE_ROWS << FLOAT;
    b += TILE_COLUMNS << FLOAT;
  }
  if (plus) {
    r0a = f32x4.add(r0a, v128.load(plus));
    r0b = f32x4.add(r0b, v128.load(plus, 16));
    plus += plusBytes;
    r1a = f32x4.add(r1a, v128.load(plus));
    r1b = f32x4.add(r1b, v128.load(plus, 16));
    plus += plusBytes;
    r2a = f32x4.add(r2a, v128.load(plus));
    r2b = f32x4.add(r2b, v128.load(plus, 16));
    plus += plusBytes;
    r3a = f32x4.add(r3a, v128.load(plus));
    r3b = f32x4.add(r3b, v128.load(plus, 16));
  }
  v128.store(c, r0a);
  v128.store(c, r0b, 16);
  c += rowBytes;
  v128.store(c, r1a);
  v128.store(c, r1b, 16);
  c += rowBytes;
  v128.store(c, r2a);
  v128.store(c, r2b, 16);
  c += rowBytes;
  v128.store(c, r3a);
  v128.store(c, r3b, 16);
}

/** The left half of a tile, for the last columns. */
function multiplyHalfTile(a: usize, b: usize, depth: i32, tile: usize): void {
  let r0 = f32x4.splat(0);
  let r1 = r0;
  let r2 = r0;
  let r3 = r0;
  for (let i = 0; i < depth; i++) {
    const row = v128.load(b);
    r0 = multiplyAdd(r0, v128.load32_splat(a), row);
    r1 = multiplyAdd(r1, v128.load32_splat(a, 4), row);
    r2 = multiplyAdd(r2, v128.load32_splat(a, 8), row);
    r3 = multiplyAdd(r3, v128.load32_splat(a, 12), row);
    a += TILE_ROWS << FLOAT;
    b += TILE_COLUMNS << FLOAT;
  }
  v128.store(tile, r0);
  v128.store(tile, r1, 32);
  v128.store(tile, r2, 64);
  v128.store(tile, r3, 96);
}

/** Moves the part of a tile at the edge of C that lies inside of it. */
function storePart(
  tile: usize,
  to: usize,
  rowBytes: usize,
  height: i32,
  width: i32,
  plus: usize,
  plusBytes: usize,
): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const offset = (<usize>column) << FLOAT;
      const value = f32.load(tile + ((<usize>(row * TILE_COLUMNS)) << FLOAT) + offset);
      f32.store(to + offset, plus ? f32.load(plus + offset) + value : value);
    }
    to += rowBytes;
    plus += plusBytes;
  }
}
