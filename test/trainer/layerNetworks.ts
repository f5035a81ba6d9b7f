import type { Variable } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Topology } from "../../src/models/modelFile.ts";
import type { Batch, Network } from "../../src/trainer/engines/engine.ts";
import { disposeModel } from "../../src/trainer/engines/tfjs/assembledModel.ts";
import type { Tf } from "../../src/trainer/engines/tfjs/namespace.ts";
import type { LayerCase } from "./kernels/layerCases.ts";
import { normals } from "./normals.ts";

/** Layers by themselves, as networks that can be trained. */

export interface TitledCase {
  /** As in `Dense three dimensions, no bias`. */
  readonly title: string;
  readonly layer: LayerCase;
  readonly topology: Topology;
}

/** Cases of layers as tests take them, without the one whose activation TensorFlow.js finds in no file. */
export function titled(tf: Tf, cases: readonly LayerCase[]): TitledCase[] {
  return cases
    .filter((layer) => layer.of !== "gelu_new")
    .map((layer) => ({
      title: `${layer.className} ${layer.of ?? ""}`.trim(),
      layer,
      topology: networkOfLayer(tf, layer),
    }));
}

/**
 * A network of one layer. Each of its inputs is made by a dense layer, whose weights show the gradient that reaches it.
 */
function networkOfLayer(tf: Tf, { inputs, indices, apply }: LayerCase): Topology {
  const [, ...first] = inputs[0];
  const source = tf.input({ shape: indices ? first : [4] });
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
  return topologyOf(model);
}

/** A model as a file has it; the model itself is freed. */
export function topologyOf(model: LayersModel): Topology {
  const variables = model.weights.map((weight) => weight.read() as Variable);
  const topology = model.toJSON(null, false) as unknown as Topology;
  disposeModel(model, variables);
  return topology;
}

/** Gives every weight of a network a value that is neither 0 nor 1; variances stay positive. */
export function scatterWeights(network: Network): void {
  for (const [i, { name, role }] of network.tensors.entries()) {
    const values = normals(network.read(name).length, 20 + i).map((value) => value * 0.5);
    network.write(name, role === "moving_variance" ? values.map((value) => Math.abs(value) + 0.1) : values);
  }
}

/** Inputs as the layer wants them, and targets of the output's shape. */
export function batchOf({ inputs: [[size]], indices }: LayerCase, network: Network, salt = 0): Batch {
  const numbers = (shape: readonly number[], seed: number) =>
    normals(
      shape.reduce((a, b) => a * b, size),
      seed + salt,
    );
  const inputs = numbers(network.inputs[0].shape, 70);
  return {
    size,
    inputs: indices ? inputs.map((value) => Math.floor(Math.abs(value) * 100) % indices) : inputs,
    targets: numbers(network.outputs[0].shape, 80),
  };
}
