import type { FusedConv2DAttrs, FusedConv2DInputs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import { convolve, convolveFilterGradient, convolveInputGradient } from "../conv2d.ts";
import type { Heap } from "../heap.ts";
import { type ConvolutionAttributes, convolutionInfo } from "./convolution.ts";
import { replaceGradient, replaceKernel, runKernel, stockKernel } from "./registration.ts";

/** Convolution and its two gradients, for any stride, padding and dilation. */
export function registerConv2d(tf: Tf, heap: Heap): void {
  function forward(
    inputs: { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo },
    attributes: ConvolutionAttributes,
  ) {
    const { x, filter, bias } = inputs;
    const info = convolutionInfo(tf, x.shape, filter.shape, attributes);
    const y = heap.output(info.outShape);
    const shift = bias ? heap.pointer(bias) : 0;
    convolve(heap, info, heap.pointer(x), heap.pointer(filter), shift, heap.pointer(y));
    return y;
  }

  replaceKernel(tf, "Conv2D", forward);

  const stock = stockKernel<FusedConv2DInputs, FusedConv2DAttrs>(tf, "FusedConv2D");
  replaceKernel(tf, "FusedConv2D", (inputs: FusedConv2DInputs, attributes: FusedConv2DAttrs) => {
    const { activation } = attributes;
    // Training fuses the bias alone; with an activation the library's kernel serves inference.
    return activation && activation !== "linear" ? stock(inputs, attributes) : forward(inputs, attributes);
  });

  replaceKernel(
    tf,
    "Conv2DBackpropFilter",
    ({ x, dy }: { x: TensorInfo; dy: TensorInfo }, attributes: ConvolutionAttributes & { filterShape: number[] }) => {
      const gradient = heap.output(attributes.filterShape);
      const info = convolutionInfo(tf, x.shape, attributes.filterShape, attributes);
      convolveFilterGradient(heap, info, heap.pointer(x), heap.pointer(dy), heap.pointer(gradient));
      return gradient;
    },
  );

  replaceKernel(
    tf,
    "Conv2DBackpropInput",
    (
      { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
      attributes: ConvolutionAttributes & { inputShape: number[] },
    ) => {
      const gradient = heap.output(attributes.inputShape);
      const info = convolutionInfo(tf, attributes.inputShape, filter.shape, attributes);
      convolveInputGradient(heap, info, heap.pointer(dy), heap.pointer(filter), heap.pointer(gradient));
      return gradient;
    },
  );

  // The library's gradient refuses dilation.
  replaceGradient(tf, "Conv2D", ["x", "filter"], (dy, [x, filter], attributes) => ({
    x: () => runKernel(tf, "Conv2DBackpropInput", { dy, filter }, { ...attributes, inputShape: x.shape }),
    filter: () => runKernel(tf, "Conv2DBackpropFilter", { x, dy }, { ...attributes, filterShape: filter.shape }),
  }));
}
