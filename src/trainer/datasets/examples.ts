import type { Examples } from "./dataset.ts";
import { type ByteTable, normalizeBytes } from "./normalization.ts";
import type { SharedFloats } from "./sharedMemory.ts";

/** Targets of all examples: float32, [examples, width]; a class index is a width of 1. */
export interface TargetRows {
  readonly width: number;
  readonly values: Float32Array;
}

/** The targets of several outputs, one after the other in each row. */
export function joinTargets(parts: readonly TargetRows[]): TargetRows {
  if (parts.length === 1) return parts[0];
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const values = new Float32Array((parts[0].values.length / parts[0].width) * width);
  let column = 0;
  for (const part of parts) {
    for (let i = 0; i < part.values.length; i++) {
      values[Math.floor(i / part.width) * width + column + (i % part.width)] = part.values[i];
    }
    column += part.width;
  }
  return { width, values };
}

/** One input of all examples, [examples, width]: normalised numbers, or bytes that are normalised as they are handed out. */
export type InputRows =
  | { readonly width: number; readonly values: Float32Array }
  | { readonly width: number; readonly values: Uint8Array; readonly table: ByteTable };

/** Examples held in memory, of one input or more. */
export function heldExamples(inputRows: readonly InputRows[], targetRows: TargetRows): Examples {
  const inputSize = inputRows.reduce((sum, { width }) => sum + width, 0);
  return {
    size: inputRows[0].values.length / inputRows[0].width,
    inputSize,
    targetSize: targetRows.width,
    async fill(indices, inputs, targets) {
      let column = 0;
      for (const rows of inputRows) {
        fillColumns(rows, indices, inputs, column, inputSize);
        column += rows.width;
      }
      copyRows(targetRows.values, targetRows.width, indices, targets);
    },
  };
}

/** Writes the rows at `indices` below each other, from `column` on, into rows of `rowSize` numbers. */
function fillColumns(
  rows: InputRows,
  indices: Uint32Array,
  output: Float32Array,
  column: number,
  rowSize: number,
): void {
  const { width } = rows;
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * width;
    const to = row * rowSize + column;
    if ("table" in rows) {
      normalizeBytes(rows.values.subarray(from, from + width), rows.table, output.subarray(to, to + width));
    } else output.set(rows.values.subarray(from, from + width), to);
  }
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
