import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { WeightTensor } from "../../../pruning/tensor.ts";
import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import { layersOf, resolveTrainable } from "../../../recipes/rules.ts";
import { type Batch, type BatchResult, EngineError, type Network, type NetworkSetup } from "../engine.ts";
import { clipGradients } from "./clipping.ts";
import { type PlacedLayer, type PlacedWeight, placeLayers, placeWeights } from "./layerWeights.ts";
import type { Tf } from "./namespace.ts";
import { endOf } from "./networkEnd.ts";
import { createObjective, type Objective } from "./objective.ts";
import { withSeededRandom } from "./seededRandom.ts";
import { type Penalties, penaltiesOf, type UpdateRule } from "./updateRule.ts";

/** What makes an engine of TensorFlow.js different from another: its update, and what it replaces in a built model. */
export interface EngineParts {
  readonly tf: Tf;
  readonly update: UpdateRule;
  /** Puts faster layers in the place of those that TensorFlow.js has. */
  readonly accelerate?: (model: LayersModel) => void;
}

/** Stream of random numbers that initialisation draws from; training steps use 0, 1, … */
const initialisation = -1;

/**
 * Builds a network of tfjs-layers that trains with masks.
 *
 * @throws EngineError for networks of several inputs or outputs, and where the file's weights do not fit
 */
export async function buildNetwork(parts: EngineParts, setup: NetworkSetup): Promise<Network> {
  const { tf } = parts;
  const model = await buildModel(tf, setup);
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new EngineError(
      `The network has ${model.inputs.length} inputs and ${model.outputs.length} outputs. Only networks of one input and one output can be trained so far.`,
    );
  }
  const placed = placeLayers(model);
  freezeOthers(placed, resolveTrainable(setup.trainable, layersOf(placeWeights(placed))));
  makeNoiseFollowSeed(placed);
  parts.accelerate?.(model);
  const weights = placeWeights(placed);
  await loadWeights(tf, weights, setup.weights);
  return new TfjsNetwork(parts, setup, model, weights);
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
    assign(tf, variable, values);
  }
}

function assign(tf: Tf, variable: Variable, values: Float32Array): void {
  const tensor = tf.tensor(values.slice(), variable.shape, "float32");
  variable.assign(tensor);
  tensor.dispose();
}

/** A variable that learns, with what its update needs. */
interface Learner {
  readonly name: string;
  readonly variable: Variable;
  readonly slots: readonly Variable[];
  readonly penalties: Penalties;
}

class TfjsNetwork implements Network {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly tensors: readonly WeightTensor[];
  readonly #tf: Tf;
  readonly #model: LayersModel;
  readonly #optimizer: OptimizerSettings;
  readonly #update: UpdateRule;
  readonly #objective: Objective;
  readonly #seed: number;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #learners: readonly Learner[];
  readonly #masks = new Map<string, Tensor>();

  constructor(parts: EngineParts, setup: NetworkSetup, model: LayersModel, weights: readonly PlacedWeight[]) {
    const { tf, update } = parts;
    this.#tf = tf;
    this.#model = model;
    this.#optimizer = setup.optimizer;
    this.#update = update;
    this.#seed = setup.seed;
    this.#objective = createObjective(tf, setup.loss, endOf(model));
    this.inputShape = withoutBatch(model.inputs[0].shape);
    this.outputShape = withoutBatch(model.outputs[0].shape);
    this.tensors = weights.map(({ name, layer, className, role, shape }) => ({ name, layer, className, role, shape }));
    this.#variables = new Map(weights.map(({ name, variable }) => [name, variable]));
    this.#learners = weights
      .filter(({ learns }) => learns)
      .map(({ name, shape, variable }) => ({
        name,
        variable,
        slots: update.slots.map(() => tf.tidy(() => tf.variable(tf.zeros([...shape]), false))),
        penalties: penaltiesOf(setup.optimizer, shape),
      }));
    if (this.#learners.length === 0) throw new EngineError("No layer of the network learns: every one is frozen.");
  }

  step(batch: Batch, step: number, learningRate: number): BatchResult {
    const tf = this.#tf;
    return withSeededRandom(this.#seed, step, () =>
      tf.tidy(() => {
        const { inputs, targets } = this.#feed(batch);
        let result: BatchResult | undefined;
        const objective = () => {
          const outputs = this.#model.apply(inputs, { training: true }) as Tensor;
          const loss = this.#objective.loss(outputs, targets);
          result = this.#summarize(loss, outputs, targets, batch.size);
          return this.#withRegularization(loss);
        };
        const { grads } = tf.variableGrads(
          objective,
          this.#learners.map(({ variable }) => variable),
        );
        this.#applyUpdates(grads, step, learningRate);
        return result as BatchResult;
      }),
    );
  }

  evaluate(batch: Batch): BatchResult {
    return this.#tf.tidy(() => {
      const { inputs, targets } = this.#feed(batch);
      const outputs = this.#model.apply(inputs, { training: false }) as Tensor;
      return this.#summarize(this.#objective.loss(outputs, targets), outputs, targets, batch.size);
    });
  }

  read(tensor: string): Float32Array {
    return this.#variable(tensor).dataSync<"float32">();
  }

  write(tensor: string, values: Float32Array): void {
    assign(this.#tf, this.#variable(tensor), values);
  }

  setMask(tensor: string, mask: Float32Array): void {
    const values = this.read(tensor).slice();
    for (let i = 0; i < values.length; i++) if (mask[i] === 0) values[i] = 0;
    this.write(tensor, values);
    this.#masks.get(tensor)?.dispose();
    this.#masks.set(tensor, this.#tf.keep(this.#tf.tensor(mask.slice(), this.#variable(tensor).shape, "float32")));
  }

  /** The update has multiplied by the masks already. */
  applyMasks(): void {}

  saveOptimizer(): ReadonlyMap<string, Float32Array> {
    const state = new Map<string, Float32Array>();
    for (const [key, slot] of this.#slots()) state.set(key, slot.dataSync<"float32">().slice());
    return state;
  }

  restoreOptimizer(state: ReadonlyMap<string, Float32Array>): void {
    for (const [key, slot] of this.#slots()) {
      const values = state.get(key);
      if (values?.length !== slot.size) throw new EngineError(`The checkpoint has no fitting optimizer state ${key}.`);
      assign(this.#tf, slot, values);
    }
  }

  dispose(): void {
    for (const mask of this.#masks.values()) mask.dispose();
    for (const [, slot] of this.#slots()) slot.dispose();
    this.#model.dispose();
  }

  #feed({ size, inputs, targets }: Batch): { inputs: Tensor; targets: Tensor } {
    const tf = this.#tf;
    return {
      inputs: tf.tensor(inputs, [size, ...this.inputShape], "float32"),
      targets: tf.tensor(targets, this.#objective.targetShape(size, targets.length, this.outputShape), "float32"),
    };
  }

  /** Adds the penalties that the model's own layers declare (kernel_regularizer, …). */
  #withRegularization(loss: Scalar): Scalar {
    return this.#model
      .calculateLosses()
      .reduce<Scalar>((total, penalty) => this.#tf.add(total, this.#tf.mean(penalty)), loss);
  }

  #applyUpdates(gradients: { [variable: string]: Tensor }, step: number, learningRate: number): void {
    const requests = this.#learners.flatMap(({ name, variable, slots, penalties }) => {
      const gradient = gradients[variable.name];
      const mask = this.#masks.get(name);
      return gradient ? [{ variable, gradient, slots, mask, step, learningRate, ...penalties }] : [];
    });
    for (const request of clipGradients(this.#tf, this.#optimizer, requests)) this.#update.update(request);
  }

  #summarize(loss: Scalar, outputs: Tensor, targets: Tensor, size: number): BatchResult {
    return {
      lossSum: loss.dataSync()[0] * size,
      correct: this.#objective.correct?.(outputs, targets).dataSync()[0],
      size,
    };
  }

  *#slots(): Iterable<[string, Variable]> {
    for (const { name, slots } of this.#learners) {
      for (const [i, slot] of slots.entries()) yield [`${name}/${this.#update.slots[i]}`, slot];
    }
  }

  #variable(tensor: string): Variable {
    const variable = this.#variables.get(tensor);
    if (!variable) throw new EngineError(`The network has no tensor ${tensor}.`);
    return variable;
  }
}

function withoutBatch(shape: readonly (number | null)[]): number[] {
  return shape.slice(1).map((dimension) => dimension ?? 0);
}
