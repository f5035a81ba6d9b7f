import type { _FusedMatMulAttrs, BatchMatMulAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../tfjs/namespace.ts";
import type { Heap } from "../heap.ts";
import { multiplyMatrices } from "../matrixProduct.ts";
import { replaceKernel, stockKernel } from "./registration.ts";

type FusedInputs = { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };

/** Matrix products, with any transposes and batch dimensions that broadcast. */
export function registerMatMul(tf: Tf, heap: Heap): void {
  replaceKernel(tf, "BatchMatMul", ({ a, b }: { a: TensorInfo; b: TensorInfo }, attributes: BatchMatMulAttrs) =>
    multiply(tf, heap, a, b, attributes),
  );
  const stock = stockKernel<FusedInputs, _FusedMatMulAttrs>(tf, "_FusedMatMul");
  replaceKernel(tf, "_FusedMatMul", (inputs: FusedInputs, attributes: _FusedMatMulAttrs) => {
    const { activation } = attributes;
    // Training fuses the bias alone; with an activation the library's kernel serves inference.
    if (activation && activation !== "linear") return stock(inputs, attributes);
    return multiply(tf, heap, inputs.a, inputs.b, attributes, inputs.bias);
  });
}

/**
 * @param a [...batch, m, k], or [...batch, k, m] if transposed; b likewise
 * @param bias [n], added to each row
 * @returns [...batch, m, n]
 */
function multiply(
  tf: Tf,
  heap: Heap,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: BatchMatMulAttrs,
  bias?: TensorInfo,
): TensorInfo {
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const m = transposeA ? aColumns : aRows;
  const k = transposeA ? aRows : aColumns;
  const n = transposeB ? bRows : bColumns;
  const batch = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const aStarts = broadcastStarts(a.shape.slice(0, -2), batch);
  const bStarts = broadcastStarts(b.shape.slice(0, -2), batch);
  const product = heap.output([...batch, m, n]);
  for (const [i, aStart] of aStarts.entries()) {
    multiplyMatrices(heap, {
      a: heap.pointer(a) + aStart * m * k * 4,
      b: heap.pointer(b) + bStarts[i] * k * n * 4,
      bias: bias ? heap.pointer(bias) : 0,
      c: heap.pointer(product) + i * m * n * 4,
      m,
      n,
      k,
      transposeA,
      transposeB,
    });
  }
  return product;
}

/** For each matrix of a broadcast batch, which matrix of a batch of shape `from` it is. */
function broadcastStarts(from: readonly number[], to: readonly number[]): number[] {
  const aligned = [...to.slice(from.length).map(() => 1), ...from];
  let starts = [0];
  for (const [axis, size] of to.entries()) {
    starts = starts.flatMap((start) =>
      Array.from({ length: size }, (_, i) => start * aligned[axis] + (aligned[axis] === 1 ? 0 : i)),
    );
  }
  return starts;
}
