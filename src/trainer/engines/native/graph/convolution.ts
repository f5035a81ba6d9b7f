import type { Attribute, Graph, Output, Shape } from "./graph.ts";
import { shapeVector, shapeVectorLike } from "./rawShapes.ts";

/** Convolutions of images [batch, height, width, channels], with their gradients. */

export interface Window {
  readonly strides: readonly [number, number];
  readonly padding: "same" | "valid";
  readonly dilation: readonly [number, number];
}

type Attributes = Readonly<Record<string, Attribute>>;

function attributesOf({ strides, padding, dilation }: Window): Attributes {
  return {
    T: { type: "float32" },
    strides: { ints: [1, ...strides, 1] },
    padding: { text: padding.toUpperCase() },
    data_format: { text: "NHWC" },
    dilations: { ints: [1, ...dilation, 1] },
  };
}

/** How many places a window of this size has along one side. */
export function placesAlong(
  size: number,
  window: number,
  stride: number,
  padding: Window["padding"],
  dilation = 1,
): number {
  const reach = (window - 1) * dilation + 1;
  return padding === "same" ? Math.ceil(size / stride) : Math.ceil((size - reach + 1) / stride);
}

export function imageShape(x: Output): readonly [number | null, number, number, number] {
  return x.shape as readonly [number | null, number, number, number];
}

/** @param kernel [height, width, in, out] */
export function conv2d(graph: Graph, x: Output, kernel: Output, window: Window): Output {
  const [, , , filters] = kernel.shape as readonly number[];
  return convolved(graph, names.full, x, kernel, filters, window);
}

/** @param kernel [height, width, in, multiplier] */
export function depthwiseConv2d(graph: Graph, x: Output, kernel: Output, window: Window): Output {
  const [, , channels, multiplier] = kernel.shape as readonly number[];
  return convolved(graph, names.depthwise, x, kernel, channels * multiplier, window);
}

const names = {
  full: { forward: "Conv2D", toInput: "Conv2DBackpropInput", toKernel: "Conv2DBackpropFilter" },
  depthwise: {
    forward: "DepthwiseConv2dNative",
    toInput: "DepthwiseConv2dNativeBackpropInput",
    toKernel: "DepthwiseConv2dNativeBackpropFilter",
  },
} as const;

function convolved(
  graph: Graph,
  operations: (typeof names)[keyof typeof names],
  x: Output,
  kernel: Output,
  filters: number,
  window: Window,
): Output {
  const attributes = attributesOf(window);
  const [batch, height, width] = imageShape(x);
  const [kernelHeight, kernelWidth] = kernel.shape as readonly number[];
  const { strides, padding, dilation } = window;
  const shape = [
    batch,
    placesAlong(height, kernelHeight, strides[0], padding, dilation[0]),
    placesAlong(width, kernelWidth, strides[1], padding, dilation[1]),
    filters,
  ];
  const y = graph.output(operations.forward, [x, kernel], attributes, shape);
  return graph.tape.record(y, [x, kernel], (gradient) => [
    graph.output(operations.toInput, [shapeVector(graph, x), kernel, gradient], attributes, x.shape),
    graph.output(operations.toKernel, [x, shapeVector(graph, kernel), gradient], attributes, kernel.shape),
  ]);
}

/**
 * The transpose of a convolution.
 *
 * @param kernel [height, width, out, in]
 * @param size height and width of the result
 */
export function transposedConv2d(
  graph: Graph,
  x: Output,
  kernel: Output,
  size: readonly [number, number],
  window: Window,
): Output {
  const attributes = attributesOf(window);
  const [batch] = x.shape;
  const [, , filters] = kernel.shape as readonly number[];
  const shape: Shape = [batch, ...size, filters];
  const inputs = [shapeVectorLike(graph, shape, x), kernel, x];
  const y = graph.output("Conv2DBackpropInput", inputs, attributes, shape);
  return graph.tape.record(y, [x, kernel], (gradient) => [
    graph.output("Conv2D", [gradient, kernel], attributes, x.shape),
    graph.output("Conv2DBackpropFilter", [gradient, shapeVector(graph, kernel), x], attributes, kernel.shape),
  ]);
}

/** Adds a number a channel (the last axis). */
export function addBias(graph: Graph, x: Output, bias: Output): Output {
  const attributes = { T: { type: "float32" }, data_format: { text: "NHWC" } } as const;
  return graph.tape.record(graph.output("BiasAdd", [x, bias], attributes, x.shape), [x, bias], (gradient) => [
    gradient,
    graph.output("BiasAddGrad", [gradient], attributes, bias.shape),
  ]);
}
