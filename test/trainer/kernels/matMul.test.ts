import type { Tensor2D } from "@tensorflow/tfjs-core";
import { describe, it } from "vitest";
import { expectSame, expectSameOnBoth, on, randomTensor, tf, withGradients } from "./oracle.ts";

const sizes = [
  { m: 1, k: 1, n: 1 },
  { m: 19, k: 37, n: 23 },
  { m: 64, k: 800, n: 10 },
  { m: 130, k: 257, n: 9 },
  { m: 4, k: 3, n: 600 },
];
const transposes = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

describe.each(transposes)("a matrix product on wasm, transposes $transposeA and $transposeB", (transposed) => {
  const { transposeA, transposeB } = transposed;

  it.each(sizes)("is the reference's, with its gradients: [$m, $k] x [$k, $n]", async ({ m, k, n }) => {
    const shapes = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
    await expectSameOnBoth(shapes, (a, b) => tf.matMul(a, b, transposeA, transposeB));
  });

  it("is the reference's for a batch of matrices", async () => {
    const shapes = [transposeA ? [2, 3, 7, 5] : [2, 3, 5, 7], transposeB ? [2, 3, 6, 7] : [2, 3, 7, 6]];
    await expectSameOnBoth(shapes, (a, b) => tf.matMul(a, b, transposeA, transposeB));
  });
});

describe("a batch of matrix products on wasm", () => {
  it.each([
    { a: [3, 5, 7], b: [1, 7, 4] },
    { a: [7, 5], b: [3, 5, 2] },
    { a: [2, 1, 4, 5], b: [1, 3, 5, 2] },
    { a: [2, 1, 4, 5], b: [2, 3, 5, 2] },
  ])("broadcasts $a and $b", async ({ a, b }) => {
    const batch = tf.backend_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
    const expected = await on("cpu", () => ({
      product: tf.matMul(
        tf.broadcastTo(randomTensor(a, 1), [...batch, ...a.slice(-2)]),
        tf.broadcastTo(randomTensor(b, 2), [...batch, ...b.slice(-2)]),
      ),
    }));
    const product = () => ({ product: tf.matMul(randomTensor(a, 1), randomTensor(b, 2)) });
    expectSame(await on("wasm", product), expected);
  });

  it("takes a bias along, as a dense layer does", async () => {
    const compute = () =>
      withGradients([randomTensor([9, 6], 1), randomTensor([6, 5], 2), randomTensor([5], 3)], (a, b, bias) =>
        tf.fused.matMul({ a: a as Tensor2D, b: b as Tensor2D, bias, transposeA: false, transposeB: false }),
      );
    const expected = await on("cpu", compute);
    expectSame(await on("wasm", compute), expected);
  });
});
