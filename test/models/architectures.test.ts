import { describe, expect, it } from "vitest";
import { initialize } from "../../src/models/architectures/initialize.ts";
import { mobilenet } from "../../src/models/architectures/mobilenet.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";
import { resolveRules } from "../../src/recipes/rules.ts";
import { startCpu } from "../trainer/cpuEngine.ts";
import { setupOf } from "../trainer/networks.ts";

const small = { alpha: 0.25, size: 32, classes: 5 };

describe("MobileNet v1", () => {
  // Parameters of keras.applications.MobileNet, moving statistics included.
  it.each([
    [1, 4_253_864],
    [0.5, 1_342_536],
    [0.25, 475_544],
  ])("has as many weights as Keras' own of alpha %d", (alpha, weights) => {
    const { tensors } = mobilenet({ alpha, size: 224, classes: 1000 });
    expect(tensors).toHaveLength(137);
    expect(tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(weights);
  });

  it("is what its list of weights says, and tells classes apart", async () => {
    const { topology, tensors } = mobilenet(small);
    const network = await (await startCpu()).build(setupOf(topology));
    expect(network.tensors).toEqual(tensors);
    expect([...network.inputs, ...network.outputs].map(({ shape }) => shape)).toEqual([[32, 32, 3], [5]]);
    const { correct } = network.evaluate({
      size: 1,
      inputs: new Float32Array(32 * 32 * 3),
      targets: new Float32Array(1),
    });
    expect([0, 1]).toContain(correct);
    network.dispose();
  });

  it("offers its pointwise convolutions and its last layer to rules of their own", () => {
    const rule = { intervalPass: 3, endPass: 60, schedule: "log" } as const;
    const rules = [
      { select: "pointwise", sparsityUpperBound: 0.75, ...rule },
      { select: "conv_preds", sparsityUpperBound: 0.8, ...rule },
    ];
    const { tensors } = mobilenet({ alpha: 1, size: 224, classes: 102 });
    const plan = resolveRules(rules, tensors);
    expect(plan.map(({ rule }) => rule)).toEqual([...new Array(13).fill(0), 1]);
    const planned = plan.reduce((sum, { tensor }) => sum + sizeOf(tensor.shape), 0);
    const trained = tensors.filter(({ role }) => !role.startsWith("moving_"));
    // "About 99 % of the weights", as the original has it.
    expect(planned / trained.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBeCloseTo(0.98, 2);
  });
});

describe("initial values", () => {
  const { tensors } = mobilenet(small);
  const valuesOf = (seed: number) => new Map(initialize(tensors, seed).map(({ name, values }) => [name, values]));
  const values = valuesOf(1);

  it("of kernels fill the range of Glorot and Bengio, and no more", () => {
    const largest = (name: string) =>
      (values.get(name) ?? new Float32Array()).reduce((max, w) => Math.max(max, Math.abs(w)), 0);
    for (const [name, limit] of [
      ["conv_pw_13/kernel", Math.sqrt(6 / (256 + 256))],
      ["conv_dw_13/depthwise_kernel", Math.sqrt(6 / (9 * (256 + 1)))],
      ["conv_preds/kernel", Math.sqrt(6 / (256 + 5))],
    ] as const) {
      expect(largest(name)).toBeLessThanOrEqual(limit);
      expect(largest(name)).toBeGreaterThan(0.99 * limit);
    }
  });

  it("normalise nothing at first", () => {
    expect([...(values.get("conv1_bn/gamma") ?? [])]).toEqual(new Array(8).fill(1));
    expect([...(values.get("conv1_bn/moving_variance") ?? [])]).toEqual(new Array(8).fill(1));
    expect([...(values.get("conv1_bn/beta") ?? [])]).toEqual(new Array(8).fill(0));
  });

  it("follow from the seed", () => {
    expect(valuesOf(1)).toEqual(values);
    expect(valuesOf(2).get("conv1/kernel")).not.toEqual(values.get("conv1/kernel"));
  });
});
