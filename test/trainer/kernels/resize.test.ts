import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { on, randomTensor, tf } from "./oracle.ts";

const sizes = [
  { input: [1, 3, 3, 2], output: [6, 6] },
  { input: [2, 4, 3, 5], output: [8, 9] },
  { input: [2, 1, 1, 3], output: [2, 2] },
  { input: [3, 5, 4, 1], output: [7, 3] },
] as const;

/*
 * The reference backend computes these gradients wrongly for batches and for images that are not square. Resizing is
 * linear, so its gradient is its transpose: the inner products of (resize(x), dy) and (x, gradient(dy)) are equal.
 */
describe.each(["resizeNearestNeighbor", "resizeBilinear"] as const)("the gradient of %s on wasm", (method) => {
  it.each(sizes)("is the transpose of resizing $input to $output", async ({ input, output }) => {
    const resize = (x: Tensor4D) => tf.image[method](x, [...output]);
    const dyShape = [input[0], ...output, input[3]];
    const { gradient } = await on("wasm", () => ({
      gradient: tf.grad((x) => resize(x as Tensor4D))(randomTensor(input, 1), randomTensor(dyShape, 2)),
    }));
    for (let seed = 10; seed < 30; seed++) {
      const { x, y, dy } = await on("cpu", () => {
        const x = randomTensor(input, seed) as Tensor4D;
        return { x, y: resize(x), dy: randomTensor(dyShape, 2) };
      });
      expect(inner(x, gradient)).toBeCloseTo(inner(y, dy), 4);
    }
  });
});

function inner(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
