import type { Examples } from "./dataset.ts";
import { type ByteTable, normalizeBytes } from "./normalization.ts";

/** Targets of all examples: float32, [examples, width]; a class index is a width of 1. */
export interface TargetRows {
  readonly width: number;
  readonly values: Float32Array;
}

/** Examples held as normalised numbers, [examples, inputSize]. */
export function floatExamples(inputRows: Float32Array, inputSize: number, targetRows: TargetRows): Examples {
  return {
    size: inputRows.length / inputSize,
    inputSize,
    targetSize: targetRows.width,
    async fill(indices, inputs, targets) {
      copyRows(inputRows, inputSize, indices, inputs);
      copyRows(targetRows.values, targetRows.width, indices, targets);
    },
  };
}

/**
 * Examples whose inputs are bytes, normalised as they are handed out.
 *
 * @param bytesOf the bytes of one example: at hand, or on their way
 */
export function byteExamples(
  size: number,
  inputSize: number,
  bytesOf: (index: number) => Uint8Array | Promise<Uint8Array>,
  table: ByteTable,
  targetRows: TargetRows,
): Examples {
  return {
    size,
    inputSize,
    targetSize: targetRows.width,
    async fill(indices, inputs, targets) {
      copyRows(targetRows.values, targetRows.width, indices, targets);
      const onTheirWay: Promise<void>[] = [];
      for (let row = 0; row < indices.length; row++) {
        const output = inputs.subarray(row * inputSize, (row + 1) * inputSize);
        const bytes = bytesOf(indices[row]);
        if (bytes instanceof Uint8Array) normalizeBytes(bytes, table, output);
        else onTheirWay.push(bytes.then((arrived) => normalizeBytes(arrived, table, output)));
      }
      await Promise.all(onTheirWay);
    },
  };
}

/** The examples at `chosen`, as a set of their own. */
export function subset(examples: Examples, chosen: Uint32Array): Examples {
  return {
    size: chosen.length,
    inputSize: examples.inputSize,
    targetSize: examples.targetSize,
    fill: (indices, inputs, targets) =>
      examples.fill(
        indices.map((index) => chosen[index]),
        inputs,
        targets,
      ),
  };
}

function copyRows(rows: Float32Array, width: number, indices: Uint32Array, output: Float32Array): void {
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row] * width;
    if (width === 1) output[row] = rows[start];
    else output.set(rows.subarray(start, start + width), row * width);
  }
}
