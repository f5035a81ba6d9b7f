import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectSame, expectSameOnBoth, on, randomTensor, tf, withGradients } from "./oracle.ts";

type Pair = [number, number];
type Convolution = {
  input: number[];
  filter: number[];
  strides?: number | Pair;
  pad?: "same" | "valid" | number | [Pair, Pair, Pair, Pair];
};

const convolutions: Convolution[] = [
  { input: [4, 28, 28, 1], filter: [5, 5, 1, 20] },
  { input: [4, 12, 12, 20], filter: [5, 5, 20, 50] },
  { input: [3, 32, 32, 3], filter: [3, 3, 3, 8], strides: 2, pad: "same" },
  { input: [3, 33, 31, 3], filter: [3, 3, 3, 8], strides: 2, pad: "same" },
  { input: [2, 16, 16, 8], filter: [1, 1, 8, 16], pad: "same" },
  { input: [2, 15, 16, 7], filter: [3, 3, 7, 5], pad: "same" },
  { input: [2, 15, 16, 7], filter: [1, 1, 7, 5], strides: 2, pad: "same" },
  { input: [2, 9, 9, 4], filter: [3, 3, 4, 6], strides: 2 },
  { input: [2, 10, 10, 4], filter: [3, 3, 4, 6], strides: 3 },
  { input: [2, 7, 7, 512], filter: [1, 1, 512, 20], pad: "same" },
  { input: [1, 1, 1, 5], filter: [3, 3, 5, 9], pad: "same" },
  { input: [1, 1, 1, 1], filter: [1, 1, 1, 1] },
  { input: [2, 9, 11, 3], filter: [3, 2, 3, 4], strides: [2, 1], pad: "same" },
  { input: [2, 9, 11, 3], filter: [2, 5, 3, 4], strides: [1, 3] },
  { input: [2, 8, 8, 3], filter: [3, 3, 3, 4], pad: 1 },
  { input: [2, 8, 8, 3], filter: [1, 1, 3, 4], pad: 1 },
  {
    input: [2, 8, 7, 3],
    filter: [3, 3, 3, 4],
    pad: [
      [0, 0],
      [2, 0],
      [1, 3],
      [0, 0],
    ],
  },
  { input: [1, 6, 6, 300], filter: [3, 3, 300, 4], pad: "same" },
];

describe("convolution and its gradients on wasm", () => {
  it.each(convolutions)("are the reference's: $input * $filter, strides $strides, pad $pad", async (convolution) => {
    const { input, filter, strides = 1, pad = "valid" } = convolution;
    await expectSameOnBoth([input, filter], (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, strides, pad));
  });

  it.each([
    { input: [2, 5, 5, 4], filter: [3, 3, 6, 4], output: [2, 10, 10, 6], strides: 2, pad: "same" as const },
    { input: [2, 5, 4, 3], filter: [2, 3, 5, 3], output: [2, 6, 9, 5], strides: [1, 2] as Pair, pad: "valid" as const },
  ])("are the reference's for a transposed convolution of $input", async ({ input, filter, output, strides, pad }) => {
    const shape = output as [number, number, number, number];
    await expectSameOnBoth([input, filter], (x, w) =>
      tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, shape, strides, pad),
    );
  });

  it.each([
    { input: [2, 11, 12, 3], filter: [3, 3, 3, 4], dilations: 2, pad: "same" as const },
    { input: [2, 11, 12, 3], filter: [3, 2, 3, 4], dilations: [3, 2] as Pair, pad: "valid" as const },
  ])("are those of a filter with holes when dilated: $filter, dilation $dilations", async (dilated) => {
    const { input, filter, dilations, pad } = dilated;
    const expected = await on("cpu", () =>
      withGradients([randomTensor(input, 1), randomTensor(filter, 2)], (x, w) =>
        tf.conv2d(x as Tensor4D, withHoles(w, dilations) as Tensor4D, 1, pad),
      ),
    );
    const actual = await on("wasm", () =>
      withGradients([randomTensor(input, 1), randomTensor(filter, 2)], (x, w) =>
        tf.conv2d(x as Tensor4D, w as Tensor4D, 1, pad, "NHWC", dilations),
      ),
    );
    expectSame(actual, expected);
  });

  it("are fused with a bias while training, as a bias added afterwards", async () => {
    const shapes = [[2, 6, 6, 3], [3, 3, 3, 5], [5]];
    const compute = (convolve: (x: Tensor4D, filter: Tensor4D, bias: Tensor) => Tensor) => () =>
      withGradients(
        shapes.map((shape, i) => randomTensor(shape, i)),
        (x, w, b) => convolve(x as Tensor4D, w as Tensor4D, b),
      );
    const expected = await on(
      "cpu",
      compute((x, filter, bias) => tf.add(tf.conv2d(x, filter, 1, "same"), bias)),
    );
    const fused = compute((x, filter, bias) => tf.fused.conv2d({ x, filter, bias, strides: 1, pad: "same" }));
    expectSame(await on("wasm", fused), expected);
  });
});

const depthwise: Convolution[] = [
  { input: [3, 16, 16, 8], filter: [3, 3, 8, 1], pad: "same" },
  { input: [3, 16, 16, 8], filter: [3, 3, 8, 1], strides: 2, pad: "same" },
  { input: [3, 15, 17, 6], filter: [3, 3, 6, 1], strides: 2, pad: "same" },
  { input: [2, 7, 7, 32], filter: [3, 3, 32, 1], pad: "same" },
  { input: [2, 1, 1, 16], filter: [3, 3, 16, 1], pad: "same" },
  { input: [2, 2, 2, 16], filter: [3, 3, 16, 1], strides: 2, pad: "same" },
  { input: [1, 9, 9, 5], filter: [3, 3, 5, 1] },
  { input: [2, 9, 9, 5], filter: [3, 3, 5, 1], strides: 2 },
  { input: [2, 10, 11, 5], filter: [3, 3, 5, 1], strides: 2 },
  { input: [2, 11, 11, 5], filter: [5, 5, 5, 1], pad: "same" },
  { input: [2, 11, 11, 5], filter: [5, 5, 5, 1], strides: 3, pad: "same" },
  { input: [2, 11, 9, 5], filter: [4, 2, 5, 1], strides: [2, 1], pad: "same" },
  { input: [2, 9, 9, 5], filter: [3, 3, 5, 1], pad: 1 },
  {
    input: [2, 9, 9, 5],
    filter: [3, 3, 5, 1],
    pad: [
      [0, 0],
      [0, 2],
      [1, 0],
      [0, 0],
    ],
  },
  { input: [2, 8, 8, 3], filter: [3, 3, 3, 2], pad: "same" },
  { input: [2, 9, 8, 5], filter: [3, 3, 5, 3], strides: 2, pad: "same" },
  { input: [2, 9, 8, 4], filter: [1, 7, 4, 1] },
];

describe("depthwise convolution and its gradients on wasm", () => {
  it.each(depthwise)("are the reference's: $input * $filter, strides $strides, pad $pad", async (convolution) => {
    const { input, filter, strides = 1, pad = "valid" } = convolution;
    await expectSameOnBoth([input, filter], (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, strides, pad));
  });

  it.each([{ multiplier: 1 }, { multiplier: 2 }])(
    "are those of a filter with holes when dilated, multiplier $multiplier",
    async ({ multiplier }) => {
      const inputs = () => [randomTensor([2, 10, 9, 5], 1), randomTensor([3, 3, 5, multiplier], 2)];
      const expected = await on("cpu", () =>
        withGradients(inputs(), (x, w) =>
          tf.depthwiseConv2d(x as Tensor4D, withHoles(w, [2, 3]) as Tensor4D, 1, "same"),
        ),
      );
      const actual = await on("wasm", () =>
        withGradients(inputs(), (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, "same", "NHWC", [2, 3])),
      );
      expectSame(actual, expected);
    },
  );
});

/** What a dilation means: the filter with zeros between its taps. */
function withHoles(filter: Tensor, dilations: number | Pair): Tensor {
  const [vertical, horizontal] = typeof dilations === "number" ? [dilations, dilations] : dilations;
  return spread(spread(filter, 0, vertical), 1, horizontal);
}

function spread(filter: Tensor, axis: number, distance: number): Tensor {
  const taps = tf.unstack(filter, axis);
  const hole = tf.zerosLike(taps[0]);
  return tf.stack(
    taps.flatMap((tap, i) => (i === 0 ? [tap] : [...Array.from({ length: distance - 1 }, () => hole), tap])),
    axis,
  );
}

it("puts holes where the dilation says", () => {
  const holes = withHoles(tf.tensor([1, 2, 3, 4], [2, 2, 1, 1]), [2, 3]);
  expect(holes.shape).toEqual([3, 4, 1, 1]);
  expect([...holes.dataSync()]).toEqual([1, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 4]);
});
