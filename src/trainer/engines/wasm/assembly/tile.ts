import { FLOAT, multiplyAdd } from "./simd";

/** The inner loop computes tiles of 4 x 8: eight accumulators, which with its operands fill 12 of 16 registers. */
export const TILE_ROWS = 4;
export const TILE_COLUMNS = 8;

/**
 * A tile of 4 x 8 of the product of a panel of A and a panel of B; rows of c lie `rowBytes` apart.
 *
 * @param plus what is added, with rows `plusBytes` apart; 0 for nothing
 */
export function multiplyTile(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  plus: usize,
  plusBytes: usize,
): void {
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
export function multiplyHalfTile(a: usize, b: usize, depth: i32, tile: usize): void {
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
export function storePart(
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
