import { raw, where } from "./elementwise.ts";
import type { Graph, Output, Shape } from "./graph.ts";
import { batchSize, reshapedRaw, shapeVector } from "./rawShapes.ts";

/** Sums, means and maxima over axes, with their gradients. Axes may count from the end. */

export function sum(graph: Graph, x: Output, axes: readonly number[], keepsAxes = false): Output {
  return graph.tape.record(rawReduce(graph, "Sum", x, axes, keepsAxes), [x], (gradient) => [
    spread(graph, gradient, x, axes),
  ]);
}

export function mean(graph: Graph, x: Output, axes: readonly number[], keepsAxes = false): Output {
  return graph.tape.record(rawReduce(graph, "Mean", x, axes, keepsAxes), [x], (gradient) => [
    spread(graph, raw(graph, "RealDiv", gradient, countOver(graph, x, axes)), x, axes),
  ]);
}

/** The largest; all that are as large get the gradient, as in TensorFlow.js. */
export function largest(graph: Graph, x: Output, axes: readonly number[], keepsAxes = false): Output {
  const y = rawReduce(graph, "Max", x, axes, keepsAxes);
  return graph.tape.record(y, [x], (gradient) => {
    const isLargest = where(graph, "Equal", x, reshapedRaw(graph, y, keptShape(x.shape, axes)));
    return [raw(graph, "Mul", spread(graph, gradient, x, axes), isLargest)];
  });
}

/** The index of the largest along the last axis, as int32. */
export function indexOfLargest(graph: Graph, x: Output): Output {
  const attributes = { T: { type: x.dtype }, Tidx: { type: "int32" }, output_type: { type: "int32" } } as const;
  return graph.output("ArgMax", [x, graph.integer(x.shape.length - 1)], attributes, x.shape.slice(0, -1), {
    dtype: "int32",
  });
}

/** 1 for each pair of equal whole numbers, else 0. */
export function agreement(graph: Graph, a: Output, b: Output): Output {
  return where(graph, "Equal", a, b);
}

/** Without a gradient. */
export function rawReduce(graph: Graph, operation: string, x: Output, axes: readonly number[], keepsAxes = false) {
  const over = fromStart(x.shape, axes);
  const shape = keepsAxes ? keptShape(x.shape, axes) : x.shape.filter((_, i) => !over.includes(i));
  const attributes = { T: { type: x.dtype }, Tidx: { type: "int32" }, keep_dims: { bool: keepsAxes } } as const;
  return graph.output(operation, [x, graph.integers(over)], attributes, shape);
}

function fromStart(shape: Shape, axes: readonly number[]): number[] {
  return axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  const over = fromStart(shape, axes);
  return shape.map((size, i) => (over.includes(i) ? 1 : size));
}

/** Repeats a gradient over the axes that were reduced. */
function spread(graph: Graph, gradient: Output, x: Output, axes: readonly number[]): Output {
  const kept = reshapedRaw(graph, gradient, keptShape(x.shape, axes));
  const attributes = { T: { type: "float32" }, Tidx: { type: "int32" } } as const;
  return graph.output("BroadcastTo", [kept, shapeVector(graph, x)], attributes, x.shape);
}

/** How many numbers each result is made of, as float32, []. */
function countOver(graph: Graph, x: Output, axes: readonly number[]): Output {
  const over = fromStart(x.shape, axes);
  const fixed = over.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  const hasBatch = over.some((axis) => x.shape[axis] === null);
  return hasBatch ? raw(graph, "Mul", batchSize(graph, x), graph.scalar(fixed)) : graph.scalar(fixed);
}
