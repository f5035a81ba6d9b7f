import { reshape } from "./arrangement.ts";
import { dilatedly } from "./dilation.ts";
import { multiply } from "./elementwise.ts";
import type { Attribute, Graph, Output, Shape } from "./graph.ts";
import { multiplyMatrices } from "./matrices.ts";
import { shapeVector, shapeVectorLike } from "./rawShapes.ts";
import { imageShape, placesAlong, type Window } from "./windows.ts";

/** Convolutions of images [batch, height, width, channels], with their gradients. */

type Attributes = Readonly<Record<string, Attribute>>;

function attributesOf({ strides, padding }: Omit<Window, "dilation">): Attributes {
  return {
    T: { type: "float32" },
    strides: { ints: [1, ...strides, 1] },
    padding: { text: padding.toUpperCase() },
    data_format: { text: "NHWC" },
    dilations: { ints: [1, 1, 1, 1] },
  };
}

/** @param kernel [height, width, in, out] */
export function conv2d(graph: Graph, x: Output, kernel: Output, window: Window): Output {
  const [height, width, , filters] = kernel.shape as readonly number[];
  const isPointwise = [height, width, ...window.strides].every((size) => size === 1);
  return isPointwise ? mixChannels(graph, x, kernel) : convolved(graph, names.full, x, kernel, filters, window);
}

/** A pointwise convolution as the product of matrices that it is: on small images that takes a third of the time. */
function mixChannels(graph: Graph, x: Output, kernel: Output): Output {
  const [batch, height, width] = imageShape(x);
  const [, , channels, filters] = kernel.shape as readonly number[];
  const pixels = reshape(graph, x, [null, channels]);
  const mixed = multiplyMatrices(graph, pixels, reshape(graph, kernel, [channels, filters]));
  return reshape(graph, mixed, [batch, height, width, filters]);
}

/** @param kernel [height, width, in, multiplier] */
export function depthwiseConv2d(graph: Graph, x: Output, kernel: Output, window: Window): Output {
  const [, , channels, multiplier] = kernel.shape as readonly number[];
  const [down, across] = window.strides;
  // TensorFlow's own kernel for CPUs knows no others.
  if (down === across) return convolved(graph, names.depthwise, x, kernel, channels * multiplier, window);
  return conv2d(graph, x, acrossChannels(graph, kernel), window);
}

/** A depthwise kernel as a full one, with zeros between one channel and another: [height, width, in, in · multiplier]. */
function acrossChannels(graph: Graph, kernel: Output): Output {
  const [height, width, channels, multiplier] = kernel.shape as readonly number[];
  const identity = Array.from({ length: channels ** 2 }, (_, i) => Number(i % (channels + 1) === 0));
  const own = reshape(graph, graph.floats(identity), [channels, channels, 1]);
  const spread = multiply(graph, reshape(graph, kernel, [height, width, channels, 1, multiplier]), own);
  return reshape(graph, spread, [height, width, channels, channels * multiplier]);
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
  const [kernelHeight, kernelWidth] = kernel.shape as readonly number[];
  if (window.dilation.some((step) => step > 1)) {
    const dense: Window = { strides: [1, 1], padding: "valid", dilation: [1, 1] };
    return dilatedly(graph, x, [kernelHeight, kernelWidth], window, (part) =>
      convolved(graph, operations, part, kernel, filters, dense),
    );
  }
  const attributes = attributesOf(window);
  const [batch, height, width] = imageShape(x);
  const { strides, padding } = window;
  const shape = [
    batch,
    placesAlong(height, kernelHeight, strides[0], padding),
    placesAlong(width, kernelWidth, strides[1], padding),
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
  window: Omit<Window, "dilation">,
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
