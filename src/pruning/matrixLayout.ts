import type { WeightRole } from "./tensor.ts";

/**
 * A tensor seen as a matrix. A column is what makes one output: a filter of a convolution, a unit of a dense layer. So
 * kernels are [kh·kw·in, out], depthwise kernels [kh·kw, in·multiplier], vectors one row. Row-major order stays as it is.
 */
export interface MatrixLayout {
  readonly rows: number;
  readonly columns: number;
  /** Input channels; every weight reads exactly one. */
  readonly inputs: number;
  /** Rows of one position of the kernel: the matrix is a stack of such blocks. Equal to `rows` where there is one. */
  readonly blockRows: number;
  /** Whether columns, not rows, belong to input channels: `columns / inputs` neighbours to each. */
  readonly depthwise: boolean;
}

/** @param shape row-major; empty for a scalar */
export function matrixLayout(shape: readonly number[], role: WeightRole = "kernel"): MatrixLayout {
  const [inputs = 1, outputs = 1] = shape.length > 1 ? shape.slice(-2) : [1, ...shape];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const depthwise = role === "depthwise_kernel";
  const columns = depthwise ? inputs * outputs : outputs;
  const rows = columns === 0 ? 0 : size / columns;
  return { rows, columns, inputs, blockRows: depthwise ? 1 : Math.min(inputs, rows), depthwise };
}
