import type { Variable } from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { layersOf, resolveTrainable } from "../../../recipes/rules.ts";
import { EngineError, type NetworkSetup, type Port } from "../engine.ts";
import { type Goal, goalsOf } from "../goals.ts";
import { applyOnce } from "./applyOnce.ts";
import { type PlacedLayer, type PlacedWeight, placeLayers, placeWeights } from "./layerWeights.ts";
import type { Tf } from "./namespace.ts";
import { completeNormalizations } from "./normalizations.ts";
import { withSeededRandom } from "./seededRandom.ts";

/** A network as tfjs-layers builds it, with its weights in place and frozen where it should be. */
export interface AssembledModel {
  readonly model: LayersModel;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Of each output. */
  readonly goals: readonly Goal[];
  readonly layers: readonly PlacedLayer[];
  readonly weights: readonly PlacedWeight[];
}

/** Stream of random numbers that initialisation draws from; training steps use 0, 1, … */
const initialisation = -1;

/**
 * Builds a network of tfjs-layers from its topology and the file's weights.
 *
 * @param accelerate puts faster layers in the place of those that TensorFlow.js has
 * @throws EngineError where the losses or the file's weights do not fit, and where nothing would learn
 */
export async function assembleModel(
  tf: Tf,
  setup: NetworkSetup,
  accelerate?: (model: LayersModel) => void,
): Promise<AssembledModel> {
  const model = await buildModel(tf, setup);
  const [inputs, outputs] = [model.inputs.map(portOf), model.outputs.map(portOf)];
  const goals = goalsOf(setup, outputs);
  for (const ports of [inputs, outputs]) if (ports.length > 1) refuseOpen(ports);
  const layers = placeLayers(model);
  freezeOthers(layers, resolveTrainable(setup.trainable, layersOf(placeWeights(layers))));
  makeNoiseFollowSeed(layers);
  completeNormalizations(tf, layers);
  applyOnce(model);
  accelerate?.(model);
  const weights = placeWeights(layers);
  if (!weights.some(({ learns }) => learns)) {
    throw new EngineError("No layer of the network learns: every one is frozen.");
  }
  await loadWeights(tf, weights, setup.weights);
  return { model, inputs, outputs, goals, layers, weights };
}

function portOf({ sourceLayer, shape }: SymbolicTensor): Port {
  return { layer: sourceLayer.name, shape: shape.slice(1).map((dimension) => dimension ?? 0) };
}

/** Where a row holds several things, only their sizes tell where each begins. */
function refuseOpen(ports: readonly Port[]): void {
  const open = ports.find(({ shape }) => shape.includes(0));
  if (!open) return;
  const shape = open.shape.map((dimension) => dimension || "?").join(", ");
  throw new EngineError(
    `${open.layer} is [${shape}]. A network of several inputs or outputs can be trained where the sizes of all are fixed.`,
  );
}

/** Frees a model's weights. By itself the library would wait until a layer that is used twice is disposed of twice. */
export function disposeModel(model: LayersModel, variables: Iterable<Variable>): void {
  model.dispose();
  for (const variable of variables) variable.dispose();
}

async function buildModel(tf: Tf, { topology, seed }: NetworkSetup): Promise<LayersModel> {
  try {
    // The library makes every weight before its first await, so the seeded part is over when this returns. Its types
    // want the topology in a form of its own; it reads Keras' form.
    return await withSeededRandom(seed, initialisation, () =>
      tf.models.modelFromJSON({ modelTopology: structuredClone(topology) } as never),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError(`TensorFlow.js cannot build this network: ${reason}`);
  }
}

function freezeOthers(placed: readonly PlacedLayer[], learning: ReadonlySet<string>): void {
  for (const { path, layer } of placed) {
    layer.trainable = learning.has(path);
    if (layer.trainable || layer.getClassName() !== "BatchNormalization") continue;
    // Keras runs frozen batch normalisation with its moving statistics; tfjs-layers would go on changing them.
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
  }
}

/** A dropout with a seed of its own would drop the same units in every step. */
function makeNoiseFollowSeed(placed: readonly PlacedLayer[]): void {
  for (const { layer } of placed) if ("seed" in layer) layer.seed = undefined;
}

async function loadWeights(tf: Tf, weights: readonly PlacedWeight[], valuesOf: NetworkSetup["weights"]): Promise<void> {
  for (const { name, shape, variable } of weights) {
    const values = await valuesOf(name);
    if (!values) continue;
    if (values.length !== variable.size) {
      throw new EngineError(`${name} has ${values.length} weights in the file, but the layer needs [${shape}].`);
    }
    assignValues(tf, variable, values);
  }
}

/** Gives a variable these values, row-major. */
export function assignValues(tf: Tf, variable: Variable, values: Float32Array): void {
  const tensor = tf.tensor(values.slice(), variable.shape, "float32");
  variable.assign(tensor);
  tensor.dispose();
}
