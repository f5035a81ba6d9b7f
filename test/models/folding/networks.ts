import type { LayersModel } from "@tensorflow/tfjs-layers";
import { expect } from "vitest";
import type { FoldedModel } from "../../../src/models/folding/foldBatchNorm.ts";
import { foldBatchNorm } from "../../../src/models/folding/foldBatchNorm.ts";
import { placedLayers } from "../../../src/models/topology/graph.ts";
import { normalizeTopology } from "../../../src/models/topology/normalize.ts";
import type { Weight, WholeModel } from "../../../src/models/wholeModel.ts";
import type { Tf } from "../../../src/trainer/engines/tfjs/namespace.ts";
import { startCpuBackend } from "../../trainer/cpuEngine.ts";
import { normals } from "../../trainer/normals.ts";
import { buildWhole, namedWeights } from "../tfjsModel.ts";

export const tf: Tf = await startCpuBackend();

/**
 * A network as a file has it, with weights that a trained one could have: none is what it is initialised with, and a
 * third of each kernel is zero.
 */
export function wholeModelOf(model: LayersModel, seed = 1): WholeModel {
  const { topology, graph } = normalizeTopology(topologyOf(model), "the test");
  const classes = new Map(placedLayers(graph).map(({ path, layer }) => [path, layer.className]));
  const weights = namedWeights(model.layers).map(({ name, weight }, i): Weight => {
    const role = name.slice(name.lastIndexOf("/") + 1);
    const layer = [...classes.keys()].find((path) => name.startsWith(`${path}/`)) ?? "";
    const shape = weight.shape as number[];
    const size = shape.reduce((product, extent) => product * extent, 1);
    return { name, layer, className: classes.get(layer) ?? "", role, shape, values: valuesFor(role, size, seed + i) };
  });
  model.dispose();
  return { topology, weights };
}

/** TensorFlow.js leaves out how many kernels a separable convolution has for each channel. */
function topologyOf(model: LayersModel): unknown {
  return JSON.parse(JSON.stringify(model.toJSON(null, false)), (_, value) =>
    value?.class_name === "SeparableConv2D"
      ? { ...value, config: { ...value.config, depth_multiplier: depthMultiplier(model, value.config.name) } }
      : value,
  );
}

function depthMultiplier(model: LayersModel, layer: string): unknown {
  return model.layers.find(({ name }) => name === layer)?.weights[0].shape[3] ?? 1;
}

function valuesFor(role: string, size: number, seed: number): Float32Array {
  const values = normals(size, seed);
  if (role === "moving_variance") return values.map((value) => value * value + 0.05);
  if (role.endsWith("kernel")) return values.map((value, i) => (i % 3 === 1 ? 0 : value / 2));
  return values;
}

/** What a network gives out, all outputs in a row. */
export async function outputsOf(whole: WholeModel, seed = 5): Promise<Float32Array> {
  const model = await buildWhole(whole);
  const inputs = model.inputs.map(({ shape }, i) => {
    const sizes = [3, ...shape.slice(1)] as number[];
    const size = sizes.reduce((product, extent) => product * extent, 1);
    const isIndices = model.layers.some((layer) => layer.getClassName() === "Embedding");
    const values = normals(size, seed + i);
    return tf.tensor(isIndices ? values.map((value) => Math.floor(Math.abs(value) * 10) % 5) : values, sizes);
  });
  const outputs = [model.predict(inputs)].flat();
  const values = outputs.flatMap((output) => [...output.dataSync()]);
  tf.dispose([inputs, outputs]);
  model.dispose();
  return Float32Array.from(values);
}

/** Folds a network and expects that it computes the same, and that its zeros are zeros. */
export async function foldChecked(whole: WholeModel): Promise<FoldedModel> {
  const result = foldBatchNorm(whole);
  const [before, after] = [await outputsOf(whole), await outputsOf(result.model)];
  expect(after.length).toBe(before.length);
  const largest = before.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  before.forEach((value, i) => void expect(Math.abs(value - after[i]) / largest).toBeLessThan(2e-5));
  for (const { name, role, values } of result.model.weights.filter((weight) => weight.role.endsWith("kernel"))) {
    const given = whole.weights.find((weight) => weight.name === name)?.values ?? [];
    values.forEach((value, i) => {
      if ((given[i] === 0) !== Object.is(value, 0)) expect(`${name} ${role} ${i}: ${given[i]} → ${value}`).toBe("");
    });
  }
  return result;
}
