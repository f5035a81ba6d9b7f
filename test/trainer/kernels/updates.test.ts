import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { OptimizerSettings } from "../../../src/recipes/recipe.ts";
import { createComposedUpdate } from "../../../src/trainer/engines/tfjs/composedUpdates.ts";
import { type Penalties, penaltiesOf, type UpdateRule } from "../../../src/trainer/engines/tfjs/updateRule.ts";
import { createFusedUpdate } from "../../../src/trainer/engines/wasm/fusedUpdates.ts";
import { normals } from "../normals.ts";
import { optimizerOf } from "../optimizers.ts";
import { expectSame, heap, on, randomTensor, tf } from "./oracle.ts";

const learningRate = 0.1;
const optimizers = [
  optimizerOf({ type: "sgd", learningRate }),
  optimizerOf({ type: "momentum", momentum: 0.9, learningRate }),
  optimizerOf({ type: "momentum", momentum: 0.8, nesterov: true, learningRate }),
  optimizerOf({ type: "adam", beta2: 0.99, learningRate }),
  optimizerOf({ type: "adamw", beta2: 0.99, weightDecay: 0.1, learningRate }),
  optimizerOf({ type: "rmsprop", learningRate }),
  optimizerOf({ type: "rmsprop", rho: 0.8, momentum: 0.7, learningRate }),
];

const noPenalties: Penalties = { l1: 0, l2: 0, weightDecay: 0 };
const penaltiesWith = (settings: OptimizerSettings) => penaltiesOf({ ...settings, l1: 0.02, l2: 0.05 }, [1, 1]);

/** The weights and the optimizer's state after some steps. */
function afterSteps(
  rule: UpdateRule,
  size: number,
  mask: Float32Array | undefined,
  penalties: Penalties,
): Record<string, Tensor> {
  // Some weights are 0, where l1 has no direction.
  const start = normals(size, 1).map((weight) => (Math.abs(weight) < 0.4 ? 0 : weight));
  const variable = tf.variable(tf.tensor(start, [size]));
  const slots = rule.slots.map(() => tf.variable(tf.zeros([size])));
  for (let step = 0; step < 5; step++) {
    rule.update({
      variable,
      gradient: randomTensor([size], 10 + step),
      slots,
      mask: mask && tf.tensor(mask, [size]),
      step,
      learningRate: 0.1 / (step + 1),
      ...penalties,
    });
  }
  const state = Object.fromEntries(slots.map((slot, i) => [rule.slots[i], slot as Tensor]));
  return { weights: variable, ...state };
}

const halfMask = (size: number) => normals(size, 7).map((value) => (value > 0 ? 1 : 0));

describe.each(optimizers)("the fused update of $type", (settings) => {
  it.each([1, 3, 4, 1023])("does to %i weights what the composed one does", async (size) => {
    for (const penalties of [noPenalties, penaltiesWith(settings)]) {
      const composed = () => afterSteps(createComposedUpdate(tf, settings), size, undefined, penalties);
      const fused = () => afterSteps(createFusedUpdate(tf, heap, settings), size, undefined, penalties);
      const expected = await on("cpu", composed);
      const actual = await on("wasm", fused);
      expectSame(actual, expected, 1e-6);
    }
  });

  it("holds pruned weights at +0, and moves the others as without a mask", async () => {
    const size = 1001;
    const mask = halfMask(size);
    const penalties = penaltiesWith(settings);
    const fused = () => afterSteps(createFusedUpdate(tf, heap, settings), size, mask, penalties);
    const composed = () => afterSteps(createComposedUpdate(tf, settings), size, mask, penalties);
    const { weights } = await on("wasm", fused);
    const expected = await on("cpu", composed);
    expectSame({ weights }, { weights: expected.weights }, 1e-6);
    const pruned = weights.filter((_, i) => mask[i] === 0);
    expect(pruned.length).toBeGreaterThan(size / 3);
    expect(pruned.every((weight) => Object.is(weight, 0))).toBe(true);
  });

  it("leaves tensors that were read before as they were", async () => {
    await tf.setBackend("wasm");
    const rule = createFusedUpdate(tf, heap, settings);
    tf.tidy(() => {
      const variable = tf.variable(randomTensor([8], 1));
      const before = tf.clone(variable);
      const values = before.dataSync().slice();
      const slots = rule.slots.map(() => tf.variable(tf.zeros([8])));
      rule.update({
        variable: variable as Variable,
        gradient: tf.ones([8]),
        slots,
        mask: undefined,
        step: 0,
        learningRate: 1,
        ...noPenalties,
      });
      expect(before.dataSync()).toEqual(values);
      expect(variable.dataSync()).not.toEqual(values);
    });
  });
});
