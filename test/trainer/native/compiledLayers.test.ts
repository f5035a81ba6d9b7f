import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Topology } from "../../../src/models/modelFile.ts";
import type { Engine } from "../../../src/trainer/engines/engine.ts";
import { startNative } from "../../../src/trainer/engines/native/engine.ts";
import { writerOf } from "../../../src/trainer/engines/native/layers/writers.ts";
import { startCpu } from "../cpuEngine.ts";
import { type LayerCase, layerCases } from "../kernels/layerCases.ts";
import { expectSame, normals, type Results, tf } from "../kernels/oracle.ts";
import { setupOf } from "../networks.ts";
import { whyNativeIsUnavailable } from "./unavailable.ts";

/** Layers by themselves, trained for three steps: the same on the compiled engine as on the reference. */

const noisy = /Dropout|Noise/;
const cases = layerCases
  .filter(({ className, of: what }) => isTranslated(className) && !noisy.test(className) && !isLeft(what))
  .map((layer) => ({ name: [layer.className, layer.of ?? ""].join(" ").trim(), layer }));

function isTranslated(className: string): boolean {
  return className === "InputLayer" || writerOf(className) !== undefined;
}

/** Trained operation by operation; and an activation that TensorFlow.js finds in no file. */
function isLeft(what: string | undefined): boolean {
  return what === "channels first" || what === "gelu_new";
}

interface Trained {
  readonly results: Results;
  readonly mode: string | undefined;
}

/** Each input of the layer is made by a dense layer, whose weights show the gradient that reaches it. */
function topologyOf({ inputs, indices, apply }: LayerCase): Topology {
  const [, ...first] = inputs[0];
  const source = indices ? tf.input({ shape: first }) : tf.input({ shape: [4] });
  const made = indices
    ? [source]
    : inputs.map(([, ...shape], i) => {
        const units = shape.reduce((a, b) => a * b, 1);
        const dense = tf.layers.dense({ units, name: `source_${i}` }).apply(source);
        return tf.layers.reshape({ targetShape: shape }).apply(dense) as SymbolicTensor;
      });
  const output = apply(tf.layers, made);
  const flat = output.shape.length > 2 ? (tf.layers.flatten().apply(output) as SymbolicTensor) : output;
  const model = tf.model({ inputs: source, outputs: flat });
  const topology = model.toJSON(null, false) as unknown as Topology;
  model.dispose();
  return topology;
}

async function train(engine: Engine, topology: Topology, layer: LayerCase): Promise<Trained> {
  const network = await engine.build(setupOf(topology, { loss: "meanSquaredError", seed: 3 }));
  for (const [i, { name, role }] of network.tensors.entries()) {
    const values = normals(network.read(name).length, 20 + i).map((value) => value * 0.5);
    network.write(name, role === "moving_variance" ? values.map((value) => Math.abs(value) + 0.1) : values);
  }
  const inputSize = network.inputShape.reduce((a, b) => a * b, 1);
  const outputSize = network.outputShape.reduce((a, b) => a * b, 1);
  const [[batch]] = layer.inputs;
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    const numbers = normals(batch * inputSize, 70 + step);
    const inputs = layer.indices ? numbers.map((value) => Math.floor(Math.abs(value) * 100) % layer.indices!) : numbers;
    const targets = normals(batch * outputSize, 80 + step);
    losses.push(network.step({ size: batch, inputs, targets }, step, 0.05).lossSum);
  }
  const results: Results = { losses: Float32Array.from(losses) };
  for (const { name } of network.tensors) results[name] = network.read(name).slice();
  network.dispose();
  return { results, mode: network.mode };
}

const unavailable = whyNativeIsUnavailable();
const topologies = new Map(cases.map(({ name, layer }) => [name, topologyOf(layer)]));
const expected = new Map<string, Results>();
if (!unavailable) {
  const oracle = await startCpu();
  for (const { name, layer } of cases) {
    expected.set(name, (await train(oracle, topologies.get(name)!, layer)).results);
  }
}

describe.skipIf(unavailable)(`a compiled layer${unavailable ? ` (skipped here: ${unavailable})` : ""}`, () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startNative();
  });

  it.each(cases)("trains as on the reference: $name", async ({ name, layer }) => {
    const { results, mode } = await train(engine, topologies.get(name)!, layer);
    expect(mode).toBe("compiled");
    expectSame(results, expected.get(name)!, 3e-5);
  });
});
