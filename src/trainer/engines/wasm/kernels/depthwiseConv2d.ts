import type { backend_util, DepthwiseConv2dNativeAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import { grainOfProducts } from "../grains.ts";
import type { Heap } from "../heap.ts";
import { addInOrder } from "../sums.ts";
import { type ConvolutionAttributes, convolutionInfo } from "./convolution.ts";
import { replaceGradient, replaceKernel, runKernel } from "./registration.ts";

/** Depthwise convolution and its gradients, which the backend lacks; for any stride, padding, dilation and multiplier. */
export function registerDepthwiseConv2d(tf: Tf, heap: Heap): void {
  const { kernels } = heap;
  const describe = (x: readonly number[], filter: readonly number[], attributes: ConvolutionAttributes) => {
    const info = convolutionInfo(tf, x, filter, attributes, true);
    const geometry = heap.geometry(info);
    const images = { total: info.batchSize, grain: grainOfProducts(productsOf(info)) };
    return { info, geometry, images, scratch: kernels.depthwiseScratch(geometry) };
  };

  replaceKernel(
    tf,
    "DepthwiseConv2dNative",
    ({ x, filter }: { x: TensorInfo; filter: TensorInfo }, attributes: DepthwiseConv2dNativeAttrs) => {
      const { info, geometry, images, scratch } = describe(x.shape, filter.shape, attributes);
      const y = heap.output(info.outShape);
      const own = [geometry, heap.pointer(x), heap.pointer(filter), heap.pointer(y)] as const;
      heap.run("depthwiseConv2d", own, images, scratch);
      return y;
    },
  );

  replaceKernel(
    tf,
    "DepthwiseConv2dNativeBackpropFilter",
    ({ x, dy }: { x: TensorInfo; dy: TensorInfo }, attributes: ConvolutionAttributes & { filterShape: number[] }) => {
      const { info, geometry, images, scratch } = describe(x.shape, attributes.filterShape, attributes);
      const gradient = heap.output(attributes.filterShape);
      const size = tf.util.sizeFromShape(attributes.filterShape);
      const ofImages = heap.scratch(info.batchSize * size * 4);
      heap.run("depthwiseFilterGradients", [geometry, heap.pointer(x), heap.pointer(dy), ofImages], images, scratch);
      addInOrder(heap, ofImages, heap.pointer(gradient), info.batchSize, size);
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
      const { geometry, images, scratch } = describe(attributes.inputShape, filter.shape, attributes);
      const gradient = heap.output(attributes.inputShape);
      const own = [geometry, heap.pointer(dy), heap.pointer(filter), heap.pointer(gradient)] as const;
      heap.run("depthwiseInputGradient", own, images, scratch);
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

/** Of one image. They take twice the time of a matrix product's. */
function productsOf({ outHeight, outWidth, outChannels, filterHeight, filterWidth }: backend_util.Conv2DInfo): number {
  return 2 * outHeight * outWidth * outChannels * filterHeight * filterWidth;
}
