import { packA, packB } from "./packing";
import { FLOAT } from "./simd";
import { multiplyHalfTile, multiplyTile, storePart, TILE_COLUMNS, TILE_ROWS } from "./tile";

/*
 * Matrix product after Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): blocks of
 * both operands are copied into panels that lie in the order in which the innermost loop reads them. The copies also
 * absorb the transposes, so one inner loop serves all four cases.
 */

/** Depth of a block: a panel of B then takes 8 KiB and stays in the L1 cache. */
export const DEPTH = 256;
/** Rows of A in a block: 128 KiB, for the L2 cache. */
const ROWS = 128;
/** Columns of B in a block: 512 KiB. */
const COLUMNS = 512;

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
