import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import { grainOfNumbers, grainOfRows } from "../grains.ts";
import type { Heap } from "../heap.ts";
import { replaceKernel, stockKernel } from "./registration.ts";

type Inputs = { a: TensorInfo; b: TensorInfo };

/** The sums of large tensors, on all threads: of branches of a network, of a convolution and its bias. */
export function registerAdd(tf: Tf, heap: Heap): void {
  const stock = stockKernel<Inputs, object>(tf, "Add");
  replaceKernel(tf, "Add", (inputs: Inputs, attributes: object) => {
    const { a, b } = inputs;
    const columns = a.shape.at(-1) ?? 1;
    const total = tf.util.sizeFromShape(a.shape);
    const isFloat = a.dtype === "float32" && b.dtype === "float32";
    const isSame = tf.util.arraysEqual(a.shape, b.shape);
    const isRow = b.shape.length === 1 && b.shape[0] === columns;
    if (!isFloat || total === 0 || !(isSame || isRow)) return stock(inputs, attributes);
    const y = heap.output(a.shape);
    const [from, other, to] = [a, b, y].map((tensor) => heap.pointer(tensor));
    if (isSame) heap.run("add", [from, other, to], { total, grain: grainOfNumbers });
    else heap.run("addRow", [from, other, to, columns], { total: total / columns, grain: grainOfRows(columns) });
    return y;
  });
}
