import type { MaxPoolGradAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import { grainOfRows } from "../grains.ts";
import type { Heap } from "../heap.ts";
import { replaceKernel } from "./registration.ts";

/** The backend's own loses the gradient of windows without a positive value, and repeats it where values tie. */
export function registerMaxPool(tf: Tf, heap: Heap): void {
  replaceKernel(
    tf,
    "MaxPoolGrad",
    ({ input, dy }: { input: TensorInfo; dy: TensorInfo }, attributes: MaxPoolGradAttrs) => {
      const { filterSize, strides, pad, dimRoundingMode } = attributes;
      const shape = [...input.shape] as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
      const gradient = heap.output(input.shape);
      const geometry = heap.geometry(info);
      const images = { total: info.batchSize, grain: grainOfRows(info.inHeight * info.inWidth * info.inChannels) };
      const own = [geometry, heap.pointer(input), heap.pointer(dy), heap.pointer(gradient)] as const;
      heap.run("maxPoolGradient", own, images);
      return gradient;
    },
  );
}
