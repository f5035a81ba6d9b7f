import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { OptimizerSettings } from "../../../src/recipes/recipe.ts";
import { createComposedUpdate } from "../../../src/trainer/engines/tfjs/composedUpdates.ts";
import type { UpdateRule } from "../../../src/trainer/engines/tfjs/updateRule.ts";
import { createFusedUpdate } from "../../../src/trainer/engines/wasm/fusedUpdates.ts";
import { expectSame, heap, normals, on, randomTensor, tf } from "./oracle.ts";

const shared = { learningRate: 0.1, l2: 0, learningRateSchedule: { type: "constant" } } as const;
const optimizers: OptimizerSettings[] = [
  { type: "sgd", ...shared },
  { type: "momentum", momentum: 0.9, nesterov: false, ...shared },
  { type: "momentum", momentum: 0.8, nesterov: true, ...shared },
  { type: "adam", beta1: 0.9, beta2: 0.99, epsilon: 1e-7, ...shared },
];

/** The weights and the optimizer's state after some steps. */
function afterSteps(
  rule: UpdateRule,
  size: number,
  mask: Float32Array | undefined,
  l2: number,
): Record<string, Tensor> {
  const variable = tf.variable(randomTensor([size], 1));
  const slots = rule.slots.map(() => tf.variable(tf.zeros([size])));
  for (let step = 0; step < 5; step++) {
    rule.update({
      variable,
      gradient: randomTensor([size], 10 + step),
      slots,
      mask: mask && tf.tensor(mask, [size]),
      step,
      learningRate: 0.1 / (step + 1),
      l2,
    });
  }
  const state = Object.fromEntries(slots.map((slot, i) => [rule.slots[i], slot as Tensor]));
  return { weights: variable, ...state };
}

const halfMask = (size: number) => normals(size, 7).map((value) => (value > 0 ? 1 : 0));

describe.each(optimizers)("the fused update of $type", (settings) => {
  it.each([1, 3, 4, 1023])("does to %i weights what the composed one does", async (size) => {
    for (const l2 of [0, 0.05]) {
      const expected = await on("cpu", () => afterSteps(createComposedUpdate(tf, settings), size, undefined, l2));
      const actual = await on("wasm", () => afterSteps(createFusedUpdate(tf, heap, settings), size, undefined, l2));
      expectSame(actual, expected, 1e-6);
    }
  });

  it("holds pruned weights at +0, and moves the others as without a mask", async () => {
    const size = 1001;
    const mask = halfMask(size);
    const { weights } = await on("wasm", () => afterSteps(createFusedUpdate(tf, heap, settings), size, mask, 0.05));
    const expected = await on("cpu", () => afterSteps(createComposedUpdate(tf, settings), size, mask, 0.05));
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
        l2: 0,
      });
      expect(before.dataSync()).toEqual(values);
      expect(variable.dataSync()).not.toEqual(values);
    });
  });
});
