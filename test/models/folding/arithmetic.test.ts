import { describe, expect, it } from "vitest";
import { foldBatchNorm } from "../../../src/models/folding/foldBatchNorm.ts";
import { ModelFileError } from "../../../src/models/modelFile.ts";
import type { WholeModel } from "../../../src/models/wholeModel.ts";

const topology = {
  class_name: "Sequential",
  config: {
    name: "net",
    layers: [
      { class_name: "Dense", config: { name: "fc", units: 2, use_bias: false, batch_input_shape: [null, 2] } },
      { class_name: "BatchNormalization", config: { name: "bn", epsilon: 0 } },
    ],
  },
};

interface Given {
  readonly kernel?: readonly number[];
  readonly gamma?: readonly number[];
  readonly beta?: readonly number[];
  readonly mean?: readonly number[];
  readonly variance?: readonly number[];
}

/** A dense layer of two inputs and outputs, and a batch normalisation that does nothing but what is given. */
function network({ kernel = [1, 2, 3, 4], gamma = [1, 1], beta = [0, 0], mean = [0, 0], variance = [1, 1] }: Given) {
  const weight = (layer: string, className: string, role: string, values: readonly number[], shape = [2]) => ({
    ...{ name: `${layer}/${role}`, layer, className, role, shape },
    values: Float32Array.from(values),
  });
  return {
    topology,
    weights: [
      weight("fc", "Dense", "kernel", kernel, [2, 2]),
      weight("bn", "BatchNormalization", "gamma", gamma),
      weight("bn", "BatchNormalization", "beta", beta),
      weight("bn", "BatchNormalization", "moving_mean", mean),
      weight("bn", "BatchNormalization", "moving_variance", variance),
    ],
  } satisfies WholeModel;
}

function valuesOf(model: WholeModel): (readonly [string, number[]])[] {
  return model.weights.map(({ name, values }) => [name, [...values]]);
}

describe("the numbers of a folded kernel", () => {
  it("are the kernel times gamma over the deviation, and a bias behind it", () => {
    const { model } = foldBatchNorm(network({ gamma: [2, 3], beta: [10, 20], mean: [4, 1], variance: [4, 9] }));
    expect(valuesOf(model)).toEqual([
      ["fc/kernel", [1, 2, 3, 4]],
      ["fc/bias", [10 - 4, 20 - 1]],
    ]);
    expect(model.topology?.config.layers).toEqual([
      { class_name: "Dense", config: { ...topology.config.layers[0].config, use_bias: true } },
    ]);
  });

  it("leave the model that was given as it was", () => {
    const given = network({ gamma: [2, 2] });
    foldBatchNorm(given);
    expect(given).toEqual(network({ gamma: [2, 2] }));
  });

  it("are rounded once: what float32 cannot hold in between does not show", () => {
    const third = Math.fround(1 / 3);
    const { model } = foldBatchNorm(network({ kernel: [third, 0, 0, 0], gamma: [3, 1], variance: [7, 1] }));
    expect(model.weights[0].values[0]).toBe(Math.fround(third * (3 / Math.sqrt(7))));
  });

  it("are positive zeros where the kernel has zeros, whatever their sign and that of gamma", () => {
    const { model, vanished } = foldBatchNorm(network({ kernel: [0, -0, -0, 0], gamma: [-1, 2] }));
    expect([...model.weights[0].values].every((value) => Object.is(value, 0))).toBe(true);
    expect(vanished).toEqual([]);
  });

  it("are counted where they have become too small for float32, or gamma is 0", () => {
    const { model, vanished } = foldBatchNorm(network({ kernel: [-1e-30, 1, 1, 2], gamma: [1e-20, 0] }));
    expect(Object.is(model.weights[0].values[0], 0)).toBe(true);
    expect(vanished).toEqual([{ tensor: "fc/kernel", weights: 3 }]);
  });
});

describe("a batch normalisation is left alone", () => {
  it.each<[string, Given, string]>([
    ["where a variance is negative", { variance: [-1, 1] }, "no finite factor"],
    ["where a statistic is no number", { mean: [Number.NaN, 0] }, "no finite factor"],
    ["where numbers would outgrow float32", { kernel: [1e30, 1, 1, 1], gamma: [1e30, 1] }, "larger than float32"],
    ["where it has other channels", { mean: [0, 0, 0], variance: [1, 1, 1] }, "3 channels, which are not those of fc"],
  ])("%s", (_, given, reason) => {
    const whole = network(given);
    const { left, folded, model } = foldBatchNorm(whole);
    expect(left).toEqual([{ layer: "bn", reason: expect.stringContaining(reason) }]);
    expect(folded).toEqual([]);
    expect(model).toEqual(whole);
  });

  it("where weights are not there", () => {
    expect(foldBatchNorm({ topology, weights: [] }).left).toEqual([
      { layer: "bn", reason: "its weights are not there" },
    ]);
    const withoutKernel = { topology, weights: network({}).weights.slice(1) };
    expect(foldBatchNorm(withoutKernel).left).toEqual([{ layer: "bn", reason: "the weights of fc are not there" }]);
  });
});

it("refuses tensors without a network", () => {
  expect(() => foldBatchNorm({ topology: undefined, weights: [] })).toThrow(ModelFileError);
});
