import type { MatrixLayout } from "../../src/pruning/matrixLayout.ts";

/** What a heatmap must know of a tensor to name its places. */
export interface NamedTensor {
  /** Unique in its file or run. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: string;
  /** Keras class of its layer; empty in files that know no layers. */
  readonly className: string;
}

/** How the places of a matrix are called. */
export interface TensorAxes {
  /** Of the rows; `short` where there is little room. */
  readonly row: AxisName;
  readonly column: AxisName;
  /** Of the kernel's positions, where the matrix is a stack of several: `ky, kx`. */
  readonly position: string | undefined;
  /** Of each dimension of the tensor, in order; undefined in files that know no layers. */
  readonly dimensions: readonly string[] | undefined;
}

export interface AxisName {
  readonly long: string;
  readonly short: string;
}

const input: AxisName = { long: "input channel", short: "input" };
const filter: AxisName = { long: "filter (output channel)", short: "filter" };
const unit: AxisName = { long: "unit", short: "unit" };
const positionNames = ["kx", "ky", "kz"];

export function tensorAxes({ shape, role, className }: NamedTensor, layout: MatrixLayout): TensorAxes {
  if (className === "") {
    const [row, column] = [
      { long: "row", short: "row" },
      { long: "column", short: "column" },
    ] as const;
    return { row, column, position: undefined, dimensions: undefined };
  }
  const leading = positionNames.slice(0, Math.max(0, shape.length - 2)).toReversed();
  const position = layout.rows > layout.blockRows ? leading.join(", ") : undefined;
  if (layout.depthwise) {
    const column = { long: "input channel · multiplier", short: "channel" };
    return {
      row: { long: "kernel position", short: "position" },
      column,
      position,
      dimensions: [...leading, "in", "m"],
    };
  }
  if (shape.length < 2)
    return { row: { long: "", short: "" }, column: unit, position, dimensions: shape.map(() => "unit") };
  if (shape.length > 2) return { row: input, column: filter, position, dimensions: [...leading, "in", "out"] };
  if (className === "Embedding") {
    return {
      row: { long: "token", short: "token" },
      column: { long: "dimension", short: "dim" },
      position,
      dimensions: ["token", "dim"],
    };
  }
  const row =
    role === "recurrent_kernel"
      ? { long: "unit of the step before", short: "before" }
      : { long: "input", short: "input" };
  return { row, column: unit, position, dimensions: ["in", "out"] };
}

/** The indices of a weight in its own tensor, from its place in the matrix. */
export function indexOf(shape: readonly number[], columns: number, row: number, column: number): number[] {
  let rest = row * columns + column;
  const index = new Array<number>(shape.length);
  for (let dimension = shape.length - 1; dimension >= 0; dimension--) {
    index[dimension] = rest % shape[dimension];
    rest = Math.floor(rest / shape[dimension]);
  }
  return index;
}

/** A kernel position, as in `1, 2`. */
export function positionText(shape: readonly number[], position: number): string {
  const leading = shape.slice(0, -2);
  return indexOf(leading, 1, position, 0).join(",");
}
