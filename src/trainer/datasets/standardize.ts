/**
 * Mean and standard deviation (of the population) of each column, over the chosen rows.
 *
 * A column that never changes gets a deviation of 1, so that it becomes 0 instead of a division by zero.
 *
 * @param values [rows, columns], row-major
 */
export function columnStatistics(
  values: Float32Array,
  columns: number,
  rows: Uint32Array,
): { mean: number[]; std: number[] } {
  const columnNumbers = Array.from({ length: columns }, (_, column) => column);
  const meanOf = (column: number, of: (value: number) => number) => {
    let sum = 0;
    for (const row of rows) sum += of(values[row * columns + column]);
    return sum / rows.length;
  };
  const mean = columnNumbers.map((column) => meanOf(column, (value) => value));
  const std = columnNumbers.map((column) => Math.sqrt(meanOf(column, (value) => (value - mean[column]) ** 2)) || 1);
  return { mean, std };
}
