import type { ClipByValueAttrs, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import { grainOfNumbers } from "../grains.ts";
import type { Heap } from "../heap.ts";
import { replaceGradient, replaceKernel, runKernel } from "./registration.ts";

type Inputs = { x: TensorInfo; dy: TensorInfo };

/** ReLU on all threads; its gradient and that of clipping (which makes it ReLU6) in one pass, not in three and five. */
export function registerActivations(tf: Tf, heap: Heap): void {
  const numbersOf = ({ shape }: TensorInfo) => ({ total: tf.util.sizeFromShape(shape), grain: grainOfNumbers });

  replaceKernel(tf, "Relu", ({ x }: { x: TensorInfo }) => {
    const y = heap.output(x.shape);
    heap.run("relu", [heap.pointer(x), heap.pointer(y)], numbersOf(x));
    return y;
  });

  replaceKernel(tf, "ReluGrad", ({ x, dy }: Inputs) => {
    const gradient = heap.output(x.shape);
    heap.run("reluGradient", [heap.pointer(x), heap.pointer(dy), heap.pointer(gradient)], numbersOf(x));
    return gradient;
  });
  replaceGradient(tf, "Relu", ["x"], (dy, [x]) => ({ x: () => runKernel(tf, "ReluGrad", { x, dy }) }));

  replaceKernel(tf, "ClipByValueGrad", ({ x, dy }: Inputs, { clipValueMin, clipValueMax }: ClipByValueAttrs) => {
    const gradient = heap.output(x.shape);
    const own = [heap.pointer(x), heap.pointer(dy), heap.pointer(gradient), clipValueMin, clipValueMax] as const;
    heap.run("clipGradient", own, numbersOf(x));
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
