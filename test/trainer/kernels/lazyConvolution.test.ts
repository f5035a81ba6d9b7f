import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describe, expect, it, vi } from "vitest";
import { useLazyConvolution } from "../../../src/trainer/engines/wasm/lazyConvolution.ts";
import { expectSame, heap, on, randomTensor, tf } from "./oracle.ts";

const shape = [2, 9, 8, 3];

function build(settings: object): LayersModel {
  const layer = tf.layers.conv2d({
    filters: 4,
    kernelSize: 3,
    padding: "same",
    inputShape: shape.slice(1),
    ...settings,
  });
  const model = tf.sequential({ layers: [layer] });
  for (const [i, weight] of model.weights.entries()) weight.write(randomTensor(weight.shape as number[], i));
  return model;
}

/** The output of a model and the gradients of its weights, without one of its input. */
function train(settings: object, lazy: boolean): Record<string, Tensor> {
  const model = build(settings);
  if (lazy) useLazyConvolution(tf, model);
  const variables = model.weights.map((weight) => weight.read() as Variable);
  let y: Tensor | undefined;
  const { grads } = tf.variableGrads(() => {
    y = tf.keep(model.apply(randomTensor(shape, 7), { training: true }) as Tensor);
    return tf.sum(tf.mul(y, randomTensor(y.shape, 99)));
  }, variables);
  return { ...(y && { y }), ...Object.fromEntries(variables.map(({ name }, i) => [`gradient ${i}`, grads[name]])) };
}

describe("a convolution without activation", () => {
  it.each([{ useBias: true }, { useBias: false }, { useBias: true, strides: 2 }])(
    "trains as the layer of TensorFlow.js does, and computes no gradient of an input that does not learn: %j",
    async (settings) => {
      const expected = await on("cpu", () => train(settings, false));
      const runs = vi.spyOn(heap, "run");
      expectSame(await on("wasm", () => train(settings, true)), expected);
      const kernels = runs.mock.calls.map(([kernel]) => kernel);
      runs.mockRestore();
      expect(kernels).toContain("conv2d");
      expect(kernels).not.toContain("conv2dInputGradient");
    },
  );
});
