import type { Graph, Output, Shape } from "./graph.ts";
import { imageShape, type Window } from "./windows.ts";

type Pair = readonly [number, number];
/** [before, after] of height and of width. */
type Edges = readonly [Pair, Pair];

/**
 * A convolution with gaps between the numbers of its kernel, as one without gaps: every `dilation`-th row and column
 * make an image of their own. TensorFlow's kernels for CPUs compute some gradients of kernels with gaps wrongly, and
 * others not at all.
 *
 * @param kernelSize height and width
 * @param convolve without padding, strides and gaps
 */
export function dilatedly(
  graph: Graph,
  x: Output,
  kernelSize: Pair,
  { dilation, padding }: Pick<Window, "dilation" | "padding">,
  convolve: (x: Output) => Output,
): Output {
  const [, height, width] = imageShape(x);
  const alongSide = (side: number, axis: 0 | 1) => {
    const total = padding === "same" ? (kernelSize[axis] - 1) * dilation[axis] : 0;
    const before = Math.floor(total / 2);
    const step = dilation[axis];
    const surplus = (step - ((side + total) % step)) % step;
    return { around: [before, total - before + surplus], surplus: [0, surplus] } as const;
  };
  const [rows, columns] = [alongSide(height, 0), alongSide(width, 1)];
  const parts = apart(graph, x, dilation, [rows.around, columns.around]);
  return together(graph, convolve(parts), dilation, [rows.surplus, columns.surplus]);
}

/** Pads an image, and makes one of every `step`-th row and column: [batch · steps, …]. */
function apart(graph: Graph, x: Output, step: Pair, padding: Edges): Output {
  const y = rawApart(graph, x, step, padding);
  return graph.tape.record(y, [x], (gradient) => [rawTogether(graph, gradient, step, padding)]);
}

/** The other way round, with edges cut off. */
function together(graph: Graph, x: Output, step: Pair, cropping: Edges): Output {
  const y = rawTogether(graph, x, step, cropping);
  return graph.tape.record(y, [x], (gradient) => [rawApart(graph, gradient, step, cropping)]);
}

function rawApart(graph: Graph, x: Output, step: Pair, padding: Edges): Output {
  const attributes = { T: { type: "float32" }, Tblock_shape: { type: "int32" }, Tpaddings: { type: "int32" } } as const;
  const shape = withSides(x, (side, axis) => (side + padding[axis][0] + padding[axis][1]) / step[axis]);
  return graph.output(
    "SpaceToBatchND",
    [x, graph.integers(step), graph.integerTable(padding.flat(), 2)],
    attributes,
    shape,
  );
}

function rawTogether(graph: Graph, x: Output, step: Pair, cropping: Edges): Output {
  const attributes = { T: { type: "float32" }, Tblock_shape: { type: "int32" }, Tcrops: { type: "int32" } } as const;
  const shape = withSides(x, (side, axis) => side * step[axis] - cropping[axis][0] - cropping[axis][1]);
  return graph.output(
    "BatchToSpaceND",
    [x, graph.integers(step), graph.integerTable(cropping.flat(), 2)],
    attributes,
    shape,
  );
}

function withSides(x: Output, sideOf: (side: number, axis: 0 | 1) => number): Shape {
  const [batch, height, width, channels] = imageShape(x);
  return [batch, sideOf(height, 0), sideOf(width, 1), channels];
}
