import { FLOAT } from "./simd";

/*
 * Sums over the rows of a [rows, channels] matrix run in float32 within a chunk and in float64 from chunk to chunk: as
 * exact as float64 where it matters, at the speed of float32. Chunks form segments, whose sums are taken apart and then
 * joined in their order: on however many threads, the result has the same bits.
 */

/** Longest sum in float32. */
export const CHUNK_ROWS = 128;
const MOST_SEGMENTS = 16;

function segmentRows(rows: i32): i32 {
  const chunks = (rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
  return ((chunks + MOST_SEGMENTS - 1) / MOST_SEGMENTS) * CHUNK_ROWS;
}

/** How many segments a matrix has. */
export function segmentCount(rows: i32): i32 {
  const each = segmentRows(rows);
  return (rows + each - 1) / each;
}

export function segmentStart(segment: i32, rows: i32): i32 {
  return min(segment * segmentRows(rows), rows);
}

/** Distance between two arrays of one number a channel: whole vectors. */
export function stride(channels: i32): usize {
  return <usize>((channels + 3) & ~3);
}

/** Bytes of two float64 a channel and segment: what the sums of a batch normalisation take. */
export function segmentsScratch(rows: i32, channels: i32): usize {
  return (<usize>segmentCount(rows) * stride(channels)) << 4;
}

/** Adds float32 sums to float64 totals. */
export function addTotals(totals: usize, sums: usize, channels: i32): void {
  for (let c = 0; c < channels; c += 2) {
    const offset = (<usize>c) << FLOAT;
    const total = totals + (offset << 1);
    v128.store(total, f64x2.add(v128.load(total), toDouble(sums + offset)));
  }
}

/** Two float32 as float64. */
export function toDouble(pointer: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(pointer));
}
