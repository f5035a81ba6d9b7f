import { z } from "zod";
import { pad, reshape } from "../graph/arrangement.ts";
import { addBias, conv2d, depthwiseConv2d, transposedConv2d } from "../graph/convolution.ts";
import { add, multiply } from "../graph/elementwise.ts";
import type { Output } from "../graph/graph.ts";
import { imageShape, type Window } from "../graph/windows.ts";
import { activate } from "./activate.ts";
import { activation, channelsLast, dilation, padding, pair, single } from "./configs.ts";
import { configOf, type LayerWriter, NotCompiled, onlyInput, sizedInput, sizesOf, type WrittenLayer } from "./layer.ts";
import { offerRescaling } from "./rescaling.ts";

const images = z.object({
  strides: pair,
  padding,
  dataFormat: channelsLast,
  dilationRate: dilation,
  activation,
  useBias: z.boolean(),
});

const sequences = z.object({
  strides: single,
  padding: z.enum(["same", "valid", "causal"]),
  dataFormat: channelsLast,
  dilationRate: single.nullish(),
  activation,
  useBias: z.boolean(),
});

export const convolutionLayers: Readonly<Record<string, LayerWriter>> = {
  Conv2D(layer) {
    const { strides, padding, dilationRate, ...rest } = configOf(layer, images);
    const window = windowOf(strides, padding, dilationRate);
    const x = sizedInput(layer);
    const convolve = (kernel: Output) => conv2d(layer.graph, x, kernel, window);
    return convolution(layer, layer.weight("kernel"), 1, convolve, rest);
  },
  /** Without its dilation, which TensorFlow.js leaves out. */
  DepthwiseConv2D(layer) {
    const { strides, padding, ...rest } = configOf(layer, images);
    const window = windowOf(strides, padding);
    const x = sizedInput(layer);
    const convolve = (kernel: Output) => depthwiseConv2d(layer.graph, x, kernel, window);
    return convolution(layer, layer.weight("depthwise_kernel"), 2, convolve, rest);
  },
  SeparableConv2D(layer) {
    const { strides, padding, dilationRate, ...rest } = configOf(layer, images);
    const { graph } = layer;
    const window = windowOf(strides, padding, dilationRate);
    const filtered = depthwiseConv2d(graph, sizedInput(layer), layer.weight("depthwise_kernel"), window);
    const mixed = conv2d(graph, filtered, layer.weight("pointwise_kernel"), windowOf([1, 1], "valid"));
    return finish(layer, mixed, rest);
  },
  Conv2DTranspose(layer) {
    const { strides, padding, ...rest } = configOf(
      layer,
      images.extend({ dilationRate: z.tuple([z.literal(1), z.literal(1)]).nullish() }),
    );
    const x = sizedInput(layer);
    const kernel = layer.weight("kernel");
    const [, height, width] = imageShape(x);
    const [kernelHeight, kernelWidth] = kernel.shape as readonly number[];
    const sideOf = (side: number, stride: number, reach: number) =>
      side * stride + (padding === "valid" ? Math.max(reach - stride, 0) : 0);
    const size = [sideOf(height, strides[0], kernelHeight), sideOf(width, strides[1], kernelWidth)] as const;
    const window = windowOf(strides, padding);
    return finish(layer, transposedConv2d(layer.graph, x, kernel, size, window), rest);
  },
  /** As images of one row. */
  Conv1D(layer) {
    const { strides, padding, dilationRate, ...rest } = configOf(layer, sequences);
    const { graph } = layer;
    const [steps, channels] = sizesOf(onlyInput(layer));
    const kernel = layer.weight("kernel");
    const [reach, , filters] = kernel.shape as readonly number[];
    const spacing = dilationRate ?? 1;
    const row = reshape(graph, onlyInput(layer), [onlyInput(layer).shape[0], 1, steps, channels]);
    const before = padding === "causal" ? spacing * (reach - 1) : 0;
    const padded = before > 0 ? pad(graph, row, [nothing, nothing, [before, 0], nothing]) : row;
    const window = windowOf([1, strides], padding === "causal" ? "valid" : padding, [1, spacing]);
    const y = conv2d(graph, padded, reshape(graph, kernel, [1, reach, channels, filters]), window);
    const [batch, , places] = y.shape;
    return finish(layer, reshape(graph, y, [batch, places, filters]), rest);
  },
};

const nothing = [0, 0] as const;

function windowOf(
  strides: Window["strides"],
  padding: Window["padding"],
  dilation: Window["dilation"] = [1, 1],
): Window {
  const isWide = (steps: Window["strides"]) => steps.some((step) => step > 1);
  if (isWide(strides) && isWide(dilation)) throw new NotCompiled("it has strides and a dilation");
  return { strides, padding, dilation };
}

interface Ending {
  readonly useBias: boolean;
  readonly activation?: string | null | undefined;
}

/**
 * A convolution whose evaluation takes a normalisation after it into its own kernel and bias.
 *
 * @param axes of the kernel, the last ones, that make the channels of the output
 */
function convolution(
  layer: WrittenLayer,
  kernel: Output,
  axes: number,
  convolve: (kernel: Output) => Output,
  ending: Ending,
): Output {
  const y = finish(layer, convolve(kernel), ending);
  const isLinear = [null, undefined, "linear"].includes(ending.activation);
  if (layer.training || !isLinear) return y;
  const { graph } = layer;
  offerRescaling(y, (scale, offset) => {
    const factors = reshape(graph, scale, kernel.shape.slice(-axes));
    const bias = ending.useBias ? add(graph, multiply(graph, layer.weight("bias"), scale), offset) : offset;
    return addBias(graph, convolve(multiply(graph, kernel, factors)), bias);
  });
  return y;
}

function finish(layer: WrittenLayer, x: Output, { useBias, activation: name }: Ending): Output {
  const biased = useBias ? addBias(layer.graph, x, layer.weight("bias")) : x;
  return activate(layer.graph, biased, name);
}
