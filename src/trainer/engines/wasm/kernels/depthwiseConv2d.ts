import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { type ConvolutionAttributes, convolutionInfo } from "./convolution.ts";
import { replaceGradient, replaceKernel, runKernel } from "./registration.ts";

/** Gradients of depthwise convolution, which the backend lacks; for any stride, padding, dilation and multiplier. */
export function registerDepthwiseConv2d(tf: Tf, heap: Heap): void {
  const { kernels } = heap;

  replaceKernel(
    tf,
    "DepthwiseConv2dNativeBackpropFilter",
    ({ x, dy }: { x: TensorInfo; dy: TensorInfo }, attributes: ConvolutionAttributes & { filterShape: number[] }) => {
      const gradient = heap.output(attributes.filterShape);
      const geometry = heap.geometry(convolutionInfo(tf, x.shape, attributes.filterShape, attributes, true));
      const scratch = heap.scratch(kernels.depthwiseScratch(geometry));
      kernels.depthwiseFilterGradient(geometry, heap.pointer(x), heap.pointer(dy), heap.pointer(gradient), scratch);
      return gradient;
    },
  );

  replaceKernel(
    tf,
    "DepthwiseConv2dNativeBackpropInput",
    (
      { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
      attributes: ConvolutionAttributes & { inputShape: number[] },
    ) => {
      const gradient = heap.output(attributes.inputShape);
      const geometry = heap.geometry(convolutionInfo(tf, attributes.inputShape, filter.shape, attributes, true));
      const scratch = heap.scratch(kernels.depthwiseScratch(geometry));
      kernels.depthwiseInputGradient(geometry, heap.pointer(dy), heap.pointer(filter), heap.pointer(gradient), scratch);
      return gradient;
    },
  );

  // The library's gradient refuses dilation.
  replaceGradient(tf, "DepthwiseConv2dNative", ["x", "filter"], (dy, [x, filter], attributes) => ({
    x: () =>
      runKernel(tf, "DepthwiseConv2dNativeBackpropInput", { dy, filter }, { ...attributes, inputShape: x.shape }),
    filter: () =>
      runKernel(tf, "DepthwiseConv2dNativeBackpropFilter", { x, dy }, { ...attributes, filterShape: filter.shape }),
  }));
}
