import type { TensorInfo, UnsortedSegmentSumAttrs } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { replaceKernel } from "./registration.ts";

/** The gradient of gathering rows, as an embedding does; the backend has none. */
export function registerSegmentSum(tf: Tf, heap: Heap): void {
  replaceKernel(
    tf,
    "UnsortedSegmentSum",
    ({ x, segmentIds }: { x: TensorInfo; segmentIds: TensorInfo }, { numSegments }: UnsortedSegmentSumAttrs) => {
      const [rows, ...rest] = x.shape;
      const sums = heap.output([numSegments, ...rest]);
      const width = tf.util.sizeFromShape(rest);
      const [from, ids, to] = [x, segmentIds, sums].map((tensor) => heap.pointer(tensor));
      heap.kernels.segmentSum(from, ids, to, rows, width, numSegments);
      return sums;
    },
  );
}
