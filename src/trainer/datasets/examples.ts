import type { Examples } from "./dataset.ts";
import { type ByteTable, normalizeBytes } from "./normalization.ts";
import type { SharedFloats } from "./sharedMemory.ts";

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

/** Examples held as bytes, [examples, inputSize], and normalised as they are handed out. */
export function byteExamples(
  inputRows: Uint8Array,
  inputSize: number,
  table: ByteTable,
  targetRows: TargetRows,
): Examples {
  return {
    size: inputRows.length / inputSize,
    inputSize,
    targetSize: targetRows.width,
    async fill(indices, inputs, targets) {
      for (const [row, index] of indices.entries()) {
        const bytes = inputRows.subarray(index * inputSize, (index + 1) * inputSize);
        normalizeBytes(bytes, table, inputs.subarray(row * inputSize, (row + 1) * inputSize));
      }
      copyRows(targetRows.values, targetRows.width, indices, targets);
    },
  };
}

/** Writes the inputs of the examples at `indices`, as `Examples.fill` does. */
export type FillInputs = (indices: Uint32Array, inputs: SharedFloats, pass?: number) => Promise<void>;

/** Examples whose inputs are made elsewhere. */
export function madeExamples(fillInputs: FillInputs, inputSize: number, targetRows: TargetRows): Examples {
  return {
    size: targetRows.values.length / targetRows.width,
    inputSize,
    targetSize: targetRows.width,
    async fill(indices, inputs, targets, pass) {
      copyRows(targetRows.values, targetRows.width, indices, targets);
      await fillInputs(indices, inputs, pass);
    },
  };
}

/** The examples at `chosen`, as a set of their own. */
export function subset(examples: Examples, chosen: Uint32Array): Examples {
  return {
    size: chosen.length,
    inputSize: examples.inputSize,
    targetSize: examples.targetSize,
    fill: (indices, inputs, targets, pass) =>
      examples.fill(
        indices.map((index) => chosen[index]),
        inputs,
        targets,
        pass,
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
