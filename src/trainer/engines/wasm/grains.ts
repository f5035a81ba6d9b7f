/*
 * How much work is worth a thread's while: some 20 µs of it, by what the processors of today's laptops do in a second.
 */

/** Multiplications and additions, in an inner loop that does little else. */
const leastProducts = 250_000;
/** Numbers that are read, changed and written. */
const leastNumbers = 1 << 14;

/** Numbers in a cache line: threads that write to one in turn slow each other down. */
const cacheLine = 16;

export const grainOfNumbers = leastNumbers;

/** Rows of so many numbers each, read and written. */
export function grainOfRows(numbers: number): number {
  return Math.ceil(leastNumbers / numbers);
}

/** Rows of so many products each, at least `least`, in multiples of `step`. */
export function grainOfProducts(products: number, least = 1, step = 1): number {
  return Math.ceil(Math.max(least, leastProducts / products) / step) * step;
}

/** Columns of so many numbers each. */
export function grainOfColumns(numbers: number): number {
  return Math.ceil(leastNumbers / numbers / cacheLine) * cacheLine;
}
