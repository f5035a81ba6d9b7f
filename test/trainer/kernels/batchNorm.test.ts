import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { useFusedBatchNorm } from "../../../src/trainer/engines/wasm/fusedBatchNorm.ts";
import { batchNormTraining } from "../../../src/trainer/engines/wasm/kernels/batchNorm.ts";
import { normals } from "../normals.ts";
import { expectSame, heap, on, randomTensor, tf } from "./oracle.ts";

type Settings = Parameters<typeof tf.layers.batchNormalization>[0];

interface Mode {
  readonly training: boolean;
  readonly fused: boolean;
  /** Axes to bring the channels last, and to bring them back. */
  readonly order?: { readonly before: number[]; readonly after: number[] };
}

/** What one call of a batch normalisation computes: output, gradients, and the weights and averages after it. */
function run(shape: number[], settings: Settings, { training, fused, order }: Mode): Record<string, Tensor> {
  const model = build(order ? order.before.map((axis) => shape[axis]) : shape, settings);
  if (fused) useFusedBatchNorm(tf, heap, model);
  const x = tf.variable(tf.add(tf.mul(randomTensor(shape, 1), 3), 5));
  const dy = randomTensor(shape, 99);
  const variables = [x, ...model.trainableWeights.map((weight) => weight.read() as Variable)];
  let output: Tensor = x;
  const { grads } = tf.variableGrads(() => {
    const y = model.apply(order ? tf.transpose(x, order.before) : x, { training }) as Tensor;
    output = tf.keep(order ? tf.transpose(y, order.after) : y);
    return tf.sum(tf.mul(output, dy));
  }, variables);
  const gradients = Object.fromEntries(variables.map(({ name }, i) => [`gradient ${i}`, grads[name]]));
  return { output, ...gradients, ...weightsByRole(model) };
}

/** A model of one batch normalisation, with positive weights other than the initial ones. */
function build(shape: number[], settings: Settings): LayersModel {
  const layer = tf.layers.batchNormalization({ inputShape: shape.slice(1), ...settings });
  for (const [i, weight] of tf.sequential({ layers: [layer] }).weights.entries()) {
    const variable = weight.read() as Variable;
    const values = normals(variable.size, 50 + i).map((value) => Math.abs(value) + 0.5);
    variable.assign(tf.tensor(values, variable.shape));
  }
  return tf.sequential({ layers: [layer] });
}

const cases: { shape: number[]; settings: Settings }[] = [
  { shape: [32, 7], settings: {} },
  { shape: [4, 6, 6, 5], settings: { epsilon: 1e-2, momentum: 0.5 } },
  { shape: [32, 1, 1, 64], settings: { momentum: 0 } },
  { shape: [2, 3, 8], settings: { axis: 2 } },
  { shape: [300, 3], settings: {} },
  { shape: [133, 5], settings: {} },
];

describe("fused batch normalisation", () => {
  it.each(cases)("trains as the layer of TensorFlow.js does: $shape, $settings", async ({ shape, settings }) => {
    const expected = await on("cpu", () => run(shape, settings, { training: true, fused: false }));
    expectSame(await on("wasm", () => run(shape, settings, { training: true, fused: true })), expected, 2e-5);
  });

  it.each(cases)("infers as the layer does: $shape, $settings", async ({ shape, settings }) => {
    const expected = await on("cpu", () => run(shape, settings, { training: false, fused: false }));
    expectSame(await on("wasm", () => run(shape, settings, { training: false, fused: true })), expected);
  });

  it.each([
    { axis: 1, training: true },
    { axis: -2, training: true },
    { axis: 1, training: false },
  ])("takes channels from axis $axis (training: $training), where TensorFlow.js has no gradient", async (mode) => {
    const { axis, training } = mode;
    const channelsLast = axis === 1 ? [0, 2, 3, 1] : [0, 1, 3, 2];
    const expected = await on("cpu", () => {
      const order = { before: channelsLast, after: tf.backend_util.getUndoAxesPermutation(channelsLast) };
      return run([3, 4, 5, 6], {}, { training, fused: false, order });
    });
    expectSame(await on("wasm", () => run([3, 4, 5, 6], { axis }, { training, fused: true })), expected, 2e-5);
  });

  it.each([
    { absent: "gamma", settings: { scale: false } },
    { absent: "beta", settings: { center: false } },
    { absent: "gamma and beta", settings: { scale: false, center: false } },
  ])("trains without $absent, which TensorFlow.js cannot", async ({ settings }) => {
    const shape = [16, 3, 5];
    const actual = await on("wasm", () => {
      const model = build(shape, settings);
      useFusedBatchNorm(tf, heap, model);
      const x = tf.add(tf.mul(randomTensor(shape, 1), 3), 5);
      return { x, y: model.apply(x, { training: true }) as Tensor, ...weightsByRole(model) };
    });
    const gamma = actual.gamma ?? new Float32Array(5).fill(1);
    const beta = actual.beta ?? new Float32Array(5);
    expectSame({ y: actual.y }, { y: normalized(actual.x, gamma, beta, 1e-3) });
  });

  it("leaves a layer that is not trainable on its moving statistics, and those as they are", async () => {
    const shape = [8, 4];
    const { before, after, y, inferred } = await on("wasm", () => {
      const model = build(shape, {});
      useFusedBatchNorm(tf, heap, model);
      model.layers[0].trainable = false;
      const x = randomTensor(shape, 1);
      const mean = () => tf.clone(weightsByRole(model).moving_mean);
      const before = mean();
      const y = model.apply(x, { training: true }) as Tensor;
      return { before, y, after: mean(), inferred: model.apply(x, { training: false }) as Tensor };
    });
    expect(after).toEqual(before);
    expect(y).toEqual(inferred);
  });

  it("reaches layers of nested models", async () => {
    const shape = [8, 4];
    const compute = (fused: boolean) => () => {
      const inner = build(shape, {});
      const model = tf.sequential({
        layers: [tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer: "ones" })],
      });
      model.add(inner);
      if (fused) useFusedBatchNorm(tf, heap, model);
      model.apply(randomTensor(shape, 1), { training: true });
      return { mean: weightsByRole(inner).moving_mean };
    };
    expectSame(await on("wasm", compute(true)), await on("cpu", compute(false)));
  });

  it("keeps the variance of values far from zero", async () => {
    const rows = 4096;
    const x = normals(rows, 3).map((value) => 1e4 + value);
    const mean = x.reduce((sum, value) => sum + value, 0) / rows;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
    const { statistics } = await on("wasm", () => {
      const settings = { epsilon: 1e-3, low: -Infinity, high: Infinity };
      const [y, statistics] = batchNormTraining(tf, tf.tensor(x, [rows, 1]), tf.ones([1]), tf.zeros([1]), settings);
      return { y, statistics };
    });
    expect(statistics[0] / mean).toBeCloseTo(1, 7);
    expect(statistics[1] / variance).toBeCloseTo(1, 5);
  });
});

function weightsByRole(model: LayersModel): Record<string, Tensor> {
  return Object.fromEntries(
    model.weights.map((weight) => [weight.originalName.split("/").at(-1) ?? "", weight.read()]),
  );
}

/** Batch normalisation by its definition, in float64. */
function normalized(x: Float32Array, gamma: Float32Array, beta: Float32Array, epsilon: number): Float32Array {
  const channels = gamma.length;
  return x.map((value, i) => {
    const c = i % channels;
    const column = x.filter((_, j) => j % channels === c);
    const mean = column.reduce((sum, v) => sum + v, 0) / column.length;
    const variance = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length;
    return (gamma[c] * (value - mean)) / Math.sqrt(variance + epsilon) + beta[c];
  });
}
