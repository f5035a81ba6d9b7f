import type { ClipByValueAttrs, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { replaceGradient, replaceKernel, runKernel } from "./registration.ts";

type Inputs = { x: TensorInfo; dy: TensorInfo };

/** Gradients of ReLU and of clipping (which makes it ReLU6) in one pass; the library takes three and five. */
export function registerActivations(tf: Tf, heap: Heap): void {
  const { kernels } = heap;
  const size = tf.util.sizeFromShape;

  replaceKernel(tf, "ReluGrad", ({ x, dy }: Inputs) => {
    const gradient = heap.output(x.shape);
    kernels.reluGradient(heap.pointer(x), heap.pointer(dy), heap.pointer(gradient), size(x.shape));
    return gradient;
  });
  replaceGradient(tf, "Relu", ["x"], (dy, [x]) => ({ x: () => runKernel(tf, "ReluGrad", { x, dy }) }));

  replaceKernel(tf, "ClipByValueGrad", ({ x, dy }: Inputs, { clipValueMin, clipValueMax }: ClipByValueAttrs) => {
    const gradient = heap.output(x.shape);
    const [from, dyFrom, to] = [x, dy, gradient].map((tensor) => heap.pointer(tensor));
    kernels.clipGradient(from, dyFrom, to, size(x.shape), clipValueMin, clipValueMax);
    return gradient;
  });
  replaceGradient(
    tf,
    "ClipByValue",
    ["x"],
    (dy, [x], bounds): Record<string, () => Tensor> => ({
      x: () => runKernel(tf, "ClipByValueGrad", { x, dy }, bounds),
    }),
  );
}
