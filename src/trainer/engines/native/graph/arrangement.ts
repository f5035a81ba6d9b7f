import type { Graph, Output, Shape } from "./graph.ts";
import { reshapedRaw } from "./rawShapes.ts";

/** The same numbers in another order, or a part of them, with the gradients put back. */

/** @param shape the batch, where it is null, takes what is left */
export function reshape(graph: Graph, x: Output, shape: Shape): Output {
  const y = reshapedRaw(graph, x, shape);
  return y === x ? x : graph.tape.record(y, [x], (gradient) => [reshapedRaw(graph, gradient, x.shape)]);
}

/** @param order which axis of `x` each axis of the result is */
export function transpose(graph: Graph, x: Output, order: readonly number[]): Output {
  const attributes = { T: { type: "float32" }, Tperm: { type: "int32" } } as const;
  const permuted = (from: Output, axes: readonly number[]) =>
    graph.output(
      "Transpose",
      [from, graph.integers(axes)],
      attributes,
      axes.map((axis) => from.shape[axis]),
    );
  const back = order.map((_, axis) => order.indexOf(axis));
  return graph.tape.record(permuted(x, order), [x], (gradient) => [permuted(gradient, back)]);
}

/** Zeros around: [before, after] for each axis. */
export function pad(graph: Graph, x: Output, around: readonly (readonly [number, number])[]): Output {
  const y = rawPad(graph, x, around);
  const starts = around.map(([before]) => before);
  return graph.tape.record(y, [x], (gradient) => [rawSlice(graph, gradient, starts, x.shape)]);
}

/** A part from `starts` on, of this shape. */
export function slice(graph: Graph, x: Output, starts: readonly number[], shape: Shape): Output {
  const around = x.shape.map((size, axis): [number, number] => {
    const kept = shape[axis];
    return size === null || kept === null ? [0, 0] : [starts[axis], size - starts[axis] - kept];
  });
  return graph.tape.record(rawSlice(graph, x, starts, shape), [x], (gradient) => [rawPad(graph, gradient, around)]);
}

/** @param axis not the batch */
export function concatenate(graph: Graph, parts: readonly Output[], axis: number): Output {
  const [first] = parts;
  const along = axis < 0 ? axis + first.shape.length : axis;
  const total = parts.reduce((sum, { shape }) => sum + (shape[along] as number), 0);
  const shape = first.shape.map((size, i) => (i === along ? total : size));
  const attributes = { T: { type: "float32" }, Tidx: { type: "int32" }, N: { int: parts.length } } as const;
  const y = graph.output("ConcatV2", [...parts, graph.integer(along)], attributes, shape);
  return graph.tape.record(y, parts, (gradient) => {
    let start = 0;
    return parts.map((part) => {
      const starts = part.shape.map((_, i) => (i === along ? start : 0));
      start += part.shape[along] as number;
      return rawSlice(graph, gradient, starts, part.shape);
    });
  });
}

/** Repeats along an axis of size 1. */
export function repeat(graph: Graph, x: Output, axis: number, times: number): Output {
  const shape = x.shape.map((size, i) => (i === axis ? times : size));
  const attributes = { T: { type: "float32" }, Tmultiples: { type: "int32" } } as const;
  const multiples = graph.integers(shape.map((_, i) => (i === axis ? times : 1)));
  const y = graph.output("Tile", [x, multiples], attributes, shape);
  const sums = { T: { type: "float32" }, Tidx: { type: "int32" }, keep_dims: { bool: true } } as const;
  return graph.tape.record(y, [x], (gradient) => [
    graph.output("Sum", [gradient, graph.integers([axis])], sums, x.shape),
  ]);
}

function rawPad(graph: Graph, x: Output, around: readonly (readonly [number, number])[]): Output {
  const shape = x.shape.map((size, i) => (size === null ? null : size + around[i][0] + around[i][1]));
  const attributes = { T: { type: "float32" }, Tpaddings: { type: "int32" } } as const;
  return graph.output("Pad", [x, graph.integerTable(around.flat(), 2)], attributes, shape);
}

function rawSlice(graph: Graph, x: Output, starts: readonly number[], shape: Shape): Output {
  const sizes = graph.integers(shape.map((size) => size ?? -1));
  const attributes = { T: { type: "float32" }, Index: { type: "int32" } } as const;
  return graph.output("Slice", [x, graph.integers(starts), sizes], attributes, shape);
}
