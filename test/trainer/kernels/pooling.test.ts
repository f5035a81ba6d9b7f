import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectSame, expectSameOnBoth, on, randomTensor, tf } from "./oracle.ts";

const windows = [
  { size: 2, strides: 2, pad: "valid" },
  { size: 3, strides: 2, pad: "same" },
  { size: 3, strides: 1, pad: "same" },
  { size: 2, strides: 1, pad: "valid" },
  { size: [2, 3], strides: [3, 2], pad: "same" },
] as const;

describe.each(windows)("pooling over $size, strides $strides, $pad, on wasm", (window) => {
  const { pad } = window;
  const [size, strides] = [window.size, window.strides] as [number, number];

  it.each([[[2, 13, 13, 6]], [[1, 7, 9, 5]], [[3, 4, 4, 16]]])(
    "passes gradients as the reference does: %j",
    async (shape) => {
      await expectSameOnBoth([shape], (x) => tf.maxPool(x as Tensor4D, size, strides, pad));
      await expectSameOnBoth([shape], (x) => tf.avgPool(x as Tensor4D, size, strides, pad));
    },
  );

  it("passes the gradient of a maximum below zero", async () => {
    const negative = (x: Tensor4D) => tf.maxPool(tf.sub<Tensor4D>(x, 100), size, strides, pad);
    await expectSameOnBoth([[2, 8, 8, 5]], (x) => negative(x as Tensor4D));
  });
});

describe("the gradient of max pooling on wasm", () => {
  it("goes to the first of equal maxima", async () => {
    const gradient = await on("wasm", () => {
      const x = tf.fill([1, 4, 4, 1], -3) as Tensor4D;
      return { x: tf.grad((input) => tf.maxPool(input as Tensor4D, 2, 2, "valid"))(x) };
    });
    expect([...gradient.x]).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
  });

  it("adds up where windows overlap", async () => {
    const compute = () => {
      const x = tf.tensor4d([0, 0, 0, 0, 9, 0, 0, 0, 0], [1, 3, 3, 1]);
      return { x: tf.grad((input) => tf.maxPool(input as Tensor4D, 2, 1, "valid"))(x) };
    };
    expectSame(await on("wasm", compute), await on("cpu", compute));
    expect((await on("wasm", compute)).x[4]).toBe(4);
  });
});

describe("the gradient of average pooling on wasm", () => {
  it.each(windows)("hands on all of it, padded edges too: $size, strides $strides, $pad", async (window) => {
    const [size, strides] = [window.size, window.strides] as [number, number];
    const { given, passed } = await on("wasm", () => {
      const x = randomTensor([2, 7, 9, 5], 1) as Tensor4D;
      const y = tf.avgPool(x, size, strides, window.pad);
      const dy = randomTensor(y.shape, 2);
      const dx = tf.grad((input) => tf.avgPool(input as Tensor4D, size, strides, window.pad))(x, dy);
      return { given: tf.sum(dy), passed: tf.sum(dx) };
    });
    expect(passed[0]).toBeCloseTo(given[0], 3);
  });
});
