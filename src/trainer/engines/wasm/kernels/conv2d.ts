import type { FusedConv2DAttrs, FusedConv2DInputs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { type ConvolutionAttributes, convolutionInfo } from "./convolution.ts";
import { replaceGradient, replaceKernel, runKernel, stockKernel } from "./registration.ts";

/** Convolution and its two gradients, for any stride, padding and dilation. */
export function registerConv2d(tf: Tf, heap: Heap): void {
  const { kernels } = heap;

  function convolve(
    inputs: { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo },
    attributes: ConvolutionAttributes,
  ) {
    const { x, filter, bias } = inputs;
    const info = convolutionInfo(tf, x.shape, filter.shape, attributes);
    const y = heap.output(info.outShape);
    const geometry = heap.geometry(info);
    const scratch = heap.scratch(kernels.conv2dScratch(geometry));
    const shift = bias ? heap.pointer(bias) : 0;
    kernels.conv2d(geometry, heap.pointer(x), heap.pointer(filter), shift, heap.pointer(y), scratch);
    return y;
  }

  replaceKernel(tf, "Conv2D", convolve);

  const stock = stockKernel<FusedConv2DInputs, FusedConv2DAttrs>(tf, "FusedConv2D");
  replaceKernel(tf, "FusedConv2D", (inputs: FusedConv2DInputs, attributes: FusedConv2DAttrs) => {
    const { activation } = attributes;
    // Training fuses the bias alone; with an activation the library's kernel serves inference.
    return activation && activation !== "linear" ? stock(inputs, attributes) : convolve(inputs, attributes);
  });

  replaceKernel(
    tf,
    "Conv2DBackpropFilter",
    ({ x, dy }: { x: TensorInfo; dy: TensorInfo }, attributes: ConvolutionAttributes & { filterShape: number[] }) => {
      const gradient = heap.output(attributes.filterShape);
      const geometry = heap.geometry(convolutionInfo(tf, x.shape, attributes.filterShape, attributes));
      const scratch = heap.scratch(kernels.conv2dScratch(geometry));
      kernels.conv2dFilterGradient(geometry, heap.pointer(x), heap.pointer(dy), heap.pointer(gradient), scratch);
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
      const geometry = heap.geometry(convolutionInfo(tf, attributes.inputShape, filter.shape, attributes));
      const scratch = heap.scratch(kernels.conv2dScratch(geometry));
      kernels.conv2dInputGradient(geometry, heap.pointer(dy), heap.pointer(filter), heap.pointer(gradient), scratch);
      return gradient;
    },
  );

  // The library's gradient refuses dilation.
  replaceGradient(tf, "Conv2D", ["x", "filter"], (dy, [x, filter], attributes) => ({
    x: () => runKernel(tf, "Conv2DBackpropInput", { dy, filter }, { ...attributes, inputShape: x.shape }),
    filter: () => runKernel(tf, "Conv2DBackpropFilter", { x, dy }, { ...attributes, filterShape: filter.shape }),
  }));
}
