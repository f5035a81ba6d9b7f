import type { SumAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { sumRows } from "../sums.ts";
import { replaceKernel, stockKernel } from "./registration.ts";

/** Sums over leading axes, as for the gradient of a bias, without the transpose that the backend's own makes first. */
export function registerSum(tf: Tf, heap: Heap): void {
  const stock = stockKernel<{ x: TensorInfo }, SumAttrs>(tf, "Sum");
  replaceKernel(tf, "Sum", (inputs: { x: TensorInfo }, attributes: SumAttrs) => {
    const { x } = inputs;
    const axes = [...tf.util.parseAxisParam(attributes.axis, x.shape)].sort((a, b) => a - b);
    const leading = axes.length > 0 && axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    if (!leading || x.dtype !== "float32" || tf.util.sizeFromShape(x.shape) === 0) return stock(inputs, attributes);
    return sumLeading(tf, heap, x, axes.length, attributes.keepDims);
  });
}

function sumLeading(tf: Tf, heap: Heap, x: TensorInfo, axes: number, keepDims: boolean): TensorInfo {
  const summed = x.shape.slice(0, axes);
  const kept = x.shape.slice(axes);
  const total = heap.output(keepDims ? [...summed.map(() => 1), ...kept] : kept);
  const rows = tf.util.sizeFromShape(summed);
  const columns = tf.util.sizeFromShape(kept);
  sumRows(heap, heap.pointer(x), heap.pointer(total), rows, columns);
  return total;
}
