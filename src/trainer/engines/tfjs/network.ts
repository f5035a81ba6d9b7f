import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { WeightTensor } from "../../../pruning/tensor.ts";
import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import {
  type Batch,
  type BatchResult,
  EngineError,
  type Network,
  type NetworkSetup,
  type Port,
  statisticsStream,
} from "../engine.ts";
import { type Goal, targetShapes } from "../goals.ts";
import { type AssembledModel, assembleModel, assignValues, disposeModel } from "./assembledModel.ts";
import { clipGradients } from "./clipping.ts";
import { createJointObjective, type JointObjective } from "./jointObjective.ts";
import type { Tf } from "./namespace.ts";
import { splitRows } from "./rows.ts";
import { withSeededRandom } from "./seededRandom.ts";
import { StatisticsMean } from "./statisticsMean.ts";
import { type Penalties, penaltiesOf, type UpdateRule } from "./updateRule.ts";

/** What makes an engine of TensorFlow.js different from another: its update, and what it replaces in a built model. */
export interface EngineParts {
  readonly tf: Tf;
  readonly update: UpdateRule;
  /** Puts faster layers in the place of those that TensorFlow.js has. */
  readonly accelerate?: (model: LayersModel) => void;
  /** See `Network`. */
  readonly mode?: string;
  readonly note?: string;
}

/**
 * Builds a network of tfjs-layers that trains with masks.
 *
 * @throws EngineError where TensorFlow.js cannot, or nothing would learn
 */
export async function buildNetwork(parts: EngineParts, setup: NetworkSetup): Promise<Network> {
  return eagerNetwork(parts, setup, await assembleModel(parts.tf, setup, parts.accelerate));
}

/** A network of tfjs-layers that trains with masks, operation by operation. */
export function eagerNetwork(parts: EngineParts, setup: NetworkSetup, assembled: AssembledModel): Network {
  return new TfjsNetwork(parts, setup, assembled);
}

/** A variable that learns, with what its update needs. */
interface Learner {
  readonly name: string;
  readonly variable: Variable;
  readonly slots: readonly Variable[];
  readonly penalties: Penalties;
}

class TfjsNetwork implements Network {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly tensors: readonly WeightTensor[];
  readonly mode?: string;
  readonly note?: string;
  readonly #tf: Tf;
  readonly #model: LayersModel;
  readonly #optimizer: OptimizerSettings;
  readonly #update: UpdateRule;
  readonly #goals: readonly Goal[];
  readonly #objective: JointObjective;
  readonly #statisticsMean: StatisticsMean;
  readonly #seed: number;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #learners: readonly Learner[];
  readonly #masks = new Map<string, Tensor>();

  constructor(parts: EngineParts, setup: NetworkSetup, assembled: AssembledModel) {
    const { model, inputs, outputs, goals, weights } = assembled;
    const { tf, update, mode, note } = parts;
    if (mode !== undefined) this.mode = mode;
    if (note !== undefined) this.note = note;
    this.#tf = tf;
    this.#model = model;
    this.#optimizer = setup.optimizer;
    this.#update = update;
    this.#seed = setup.seed;
    this.#goals = goals;
    this.#objective = createJointObjective(tf, goals, model);
    this.inputs = inputs;
    this.outputs = outputs;
    this.tensors = weights.map(({ name, layer, className, role, shape }) => ({ name, layer, className, role, shape }));
    this.#statisticsMean = new StatisticsMean(tf, assembled);
    this.#variables = new Map(weights.map(({ name, variable }) => [name, variable]));
    this.#learners = weights
      .filter(({ learns }) => learns)
      .map(({ name, shape, variable }) => ({
        name,
        variable,
        slots: update.slots.map(() => tf.tidy(() => tf.variable(tf.zeros([...shape]), false))),
        penalties: penaltiesOf(setup.optimizer, shape),
      }));
  }

  step(batch: Batch, step: number, learningRate: number): BatchResult {
    const tf = this.#tf;
    return withSeededRandom(this.#seed, step, () =>
      tf.tidy(() => {
        const { inputs, targets } = this.#feed(batch);
        let result: BatchResult | undefined;
        const objective = () => {
          const outputs = this.#answer(inputs, true);
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
      const outputs = this.#answer(inputs, false);
      return this.#summarize(this.#objective.loss(outputs, targets), outputs, targets, batch.size);
    });
  }

  answer(batch: Pick<Batch, "size" | "inputs">): readonly Float32Array[] {
    return this.#tf.tidy(() =>
      this.#answer(this.#inputsOf(batch), false).map((output) => output.dataSync<"float32">().slice()),
    );
  }

  averageStatistics(batch: Batch, earlier: number): void {
    const work = () => {
      this.#tf.tidy(() => {
        this.#model.apply(this.#inputsOf(batch), { training: true });
      });
    };
    if (earlier === 0) this.#statisticsMean.restart();
    withSeededRandom(this.#seed, statisticsStream(earlier), () => this.#statisticsMean.add(work));
  }

  read(tensor: string): Float32Array {
    return this.#variable(tensor).dataSync<"float32">();
  }

  write(tensor: string, values: Float32Array): void {
    assignValues(this.#tf, this.#variable(tensor), values);
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
      assignValues(this.#tf, slot, values);
    }
  }

  dispose(): void {
    for (const mask of this.#masks.values()) mask.dispose();
    for (const [, slot] of this.#slots()) slot.dispose();
    disposeModel(this.#model, this.#variables.values());
  }

  #feed(batch: Batch): { inputs: Tensor[]; targets: Tensor[] } {
    const { size, targets } = batch;
    const shapes = targetShapes(this.#goals, this.outputs, targets.length / size);
    return { inputs: this.#inputsOf(batch), targets: splitRows(this.#tf, targets, size, shapes) };
  }

  #inputsOf({ size, inputs }: Pick<Batch, "size" | "inputs">): Tensor[] {
    const shapes = this.inputs.map(({ shape }) => shape);
    return splitRows(this.#tf, inputs, size, shapes);
  }

  #answer(inputs: Tensor[], training: boolean): Tensor[] {
    const answers = [this.#model.apply(inputs, { training }) as Tensor | Tensor[]].flat();
    // Of an output that stands there twice, the library gives the first.
    const { outputs } = this.#model;
    return outputs.map((output) => answers[outputs.indexOf(output)]);
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

  #summarize(loss: Scalar, outputs: Tensor[], targets: Tensor[], size: number): BatchResult {
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
