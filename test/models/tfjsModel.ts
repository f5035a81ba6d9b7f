import "@tensorflow/tfjs-backend-cpu";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, type layers, loadLayersModel, models } from "@tensorflow/tfjs-layers";
import type { ModelFile } from "../../src/models/modelFile.ts";
import { assertTrainable } from "../../src/models/trainable.ts";
import { readWholeModel, type WholeModel } from "../../src/models/wholeModel.ts";

/** Builds a model file's network with tfjs and fills in the file's weights, all of which must find their place. */
export async function buildWithTfjs(file: ModelFile): Promise<LayersModel> {
  assertTrainable(file);
  return buildWhole(await readWholeModel(file));
}

/** The same of a network in memory. */
export async function buildWhole(whole: WholeModel): Promise<LayersModel> {
  await tf.setBackend("cpu");
  // The Orthogonal initializer needs tfjs' chained operations, which are not loaded; values are replaced anyway.
  const topology = JSON.parse(JSON.stringify(whole.topology).replaceAll('"Orthogonal"', '"GlorotUniform"'));
  const model = await models.modelFromJSON({ modelTopology: topology } as never);
  const weights = new Map(namedWeights(model.layers).map(({ name, weight }) => [name, weight]));
  for (const { name, values, shape } of whole.weights) {
    const weight = weights.get(name);
    if (!weight) throw new Error(`tfjs has no weight ${name}, but ${[...weights.keys()].join(", ")}`);
    weights.delete(name);
    // Past the layer's constraint: TensorFlow.js writes a depthwise regularizer down as one.
    (weight.read() as tf.Variable).assign(tf.tensor(values, [...shape]));
  }
  if (weights.size > 0) throw new Error(`The model gave no ${[...weights.keys()].join(", ")}`);
  return model;
}

/** The naming contract, seen from tfjs: the path of the models around a layer, then the weight's `originalName`. */
export function namedWeights(
  placed: readonly layers.Layer[],
  parent = "",
): { name: string; weight: layers.Layer["weights"][number] }[] {
  return placed.flatMap((layer) => {
    const inner: unknown = Reflect.get(layer, "layers");
    if (Array.isArray(inner)) return namedWeights(inner, `${parent}${layer.name}/`);
    return layer.weights.map((weight) => ({ name: parent + weight.originalName, weight }));
  });
}

/** The network's outputs for one batch: an array for each output, nested as in JSON. */
export async function predict(model: LayersModel, inputs: readonly unknown[]): Promise<unknown[]> {
  const tensors = inputs.map((input) => tf.tensor(input as tf.TensorLike));
  const outputs = model.predict(tensors.length === 1 ? (tensors[0] as tf.Tensor) : tensors);
  return Promise.all((Array.isArray(outputs) ? outputs : [outputs]).map((output) => output.array()));
}

/** Loads a LayersModel's folder by tfjs' own rules, as `tf.loadLayersModel` does in a browser. */
export async function loadWithTfjs(folder: string): Promise<LayersModel> {
  await tf.setBackend("cpu");
  return loadLayersModel({
    async load() {
      const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, "model.json"), "utf8"));
      const paths: string[] = weightsManifest.flatMap((group: { paths: string[] }) => group.paths);
      const shards = await Promise.all(paths.map((path) => readFile(join(folder, path))));
      const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
      return { modelTopology, weightSpecs, weightData: new Uint8Array(Buffer.concat(shards)).buffer };
    },
  });
}
