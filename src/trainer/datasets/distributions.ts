import type { ArrayFile } from "./arrayFile.ts";
import { DatasetError } from "./dataset.ts";
import { shapeText } from "./shapes.ts";

/** How far a row may be from a sum of 1: probabilities of many classes are often kept in float16. */
const tolerance = 0.01;

/**
 * Refuses an array that does not hold the probabilities of the classes, [n, classes].
 *
 * @param needs what the loss takes, as the end of the message
 * @throws DatasetError that names the file and the row
 */
export function checkDistributions({ file, shape, values }: ArrayFile, needs: string): void {
  const [rows, classes = 1] = shape;
  if (shape.length > 2 || classes === 1) throw new DatasetError(`${file} is ${shapeText(shape)}. ${needs}`);
  for (let row = 0; row < rows; row++) {
    const probabilities = values.subarray(row * classes, (row + 1) * classes);
    let sum = 0;
    for (const probability of probabilities) {
      if (probability < 0) throw new DatasetError(`${file}, row ${row} holds ${probability}. ${needs}`);
      sum += probability;
    }
    if (Math.abs(sum - 1) > tolerance) {
      throw new DatasetError(`${file}, row ${row} sums to ${Number(sum.toFixed(4))}. ${needs}`);
    }
  }
}

/** Whether each row of a checked array is sure of one class. */
export function isOneHot({ values }: ArrayFile): boolean {
  return values.every((value) => value === 0 || value === 1);
}

/** The classes of one-hot rows, [n]. */
export function classesOfOneHot({ shape: [rows, classes], values }: ArrayFile): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) =>
    values.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
}
