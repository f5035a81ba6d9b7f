import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useFusedBatchNorm } from "../../../src/trainer/engines/wasm/fusedBatchNorm.ts";
import { normals } from "../normals.ts";
import { expectSame, heap, on, randomTensor, tf } from "./oracle.ts";

type Layer = layers.Layer;
type Symbolic = ReturnType<Layer["apply"]>;

/** What is made of the output of a batch normalisation. */
type Use = (normalized: Symbolic) => Symbolic | Symbolic[];

const shape = [6, 5, 5, 7];

/** Outputs, and gradients with respect to input and weights, of a network that begins with a batch normalisation. */
function train(
  use: Use,
  { fused, trainable = true }: { fused: boolean; trainable?: boolean | undefined },
): Record<string, Tensor> {
  const input = tf.input({ shape: shape.slice(1) });
  const batchNorm = tf.layers.batchNormalization({});
  const model = tf.model({ inputs: input, outputs: use(batchNorm.apply(input)) as SymbolicTensor[] });
  for (const [i, weight] of model.weights.entries()) {
    const variable = weight.read() as Variable;
    const values = normals(variable.size, 50 + i).map((value) => Math.abs(value) + 0.5);
    variable.assign(tf.tensor(values, variable.shape));
  }
  batchNorm.trainable = trainable;
  if (fused) useFusedBatchNorm(tf, heap, model);
  const x = tf.variable(tf.mul(randomTensor(shape, 1), 3));
  const variables = [x, ...batchNorm.trainableWeights.map((weight) => weight.read() as Variable)];
  let outputs: Tensor[] = [];
  const { grads } = tf.variableGrads(() => {
    // The layer of TensorFlow.js does not know that it is frozen.
    outputs = [model.apply(x, { training: fused || trainable }) as Tensor | Tensor[]]
      .flat()
      .map((output) => tf.keep(output));
    return tf.addN(outputs.map((output, i) => tf.sum(tf.mul(output, randomTensor(output.shape, 90 + i)))));
  }, variables);
  return Object.fromEntries([
    ...outputs.map((output, i) => [`output ${i}`, output]),
    ...variables.map(({ name }, i) => [`gradient ${i}`, grads[name]]),
  ]);
}

const runs = vi.spyOn(heap, "run");
const activations = () =>
  runs.mock.calls.filter(([kernel]) => ["relu", "reluGradient", "clipGradient"].includes(kernel));
beforeEach(() => {
  runs.mockClear();
});
afterEach(() => tf.disposeVariables());

describe("an activation behind a batch normalisation", () => {
  it.each<{ name: string; layer: () => Layer }>([
    { name: "relu", layer: () => tf.layers.activation({ activation: "relu" }) },
    { name: "relu6", layer: () => tf.layers.activation({ activation: "relu6" }) },
    { name: "ReLU", layer: () => tf.layers.reLU() },
    { name: "ReLU up to 1.5", layer: () => tf.layers.reLU({ maxValue: 1.5 }) },
  ])("is computed with it, to the same: $name", async ({ layer }) => {
    const use: Use = (normalized) => layer().apply(normalized as SymbolicTensor);
    const expected = await on("cpu", () => train(use, { fused: false }));
    expectSame(await on("wasm", () => train(use, { fused: true })), expected, 2e-5);
    expect(activations()).toEqual([]);
  });

  const relu = (x: Symbolic) => tf.layers.activation({ activation: "relu" }).apply(x as SymbolicTensor);
  it.each<{ title: string; use: Use; trainable?: boolean }>([
    { title: "another layer sees the normalised", use: (x) => tf.layers.add().apply([x, relu(x)] as SymbolicTensor[]) },
    { title: "the normalised is an output too", use: (x) => [x, relu(x)] },
    { title: "the layer is frozen", use: relu, trainable: false },
  ])("is left to itself where $title", async ({ use, trainable }) => {
    const expected = await on("cpu", () => train(use, { fused: false, trainable }));
    expectSame(await on("wasm", () => train(use, { fused: true, trainable })), expected, 2e-5);
    expect(activations()).not.toEqual([]);
  });

  it("is left to itself where it does not clip", async () => {
    const use: Use = (x) => tf.layers.activation({ activation: "tanh" }).apply(x as SymbolicTensor);
    const expected = await on("cpu", () => train(use, { fused: false }));
    expectSame(await on("wasm", () => train(use, { fused: true })), expected, 2e-5);
  });
});
