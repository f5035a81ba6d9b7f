import type { Topology } from "../../models/modelFile.ts";
import type { PrunableWeights } from "../../pruning/pruner.ts";
import type { WeightTensor } from "../../pruning/tensor.ts";
import type { OptimizerSettings, Recipe } from "../../recipes/recipe.ts";

export type EngineName = "native" | "wasm" | "cpu";

/** What computes. Only the trainer process loads one. */
export interface Engine {
  readonly name: EngineName;
  /** Of the library behind it, as in "tfjs 4.22.0". */
  readonly version: string;
  /** For people: threads, instruction set. */
  readonly detail: string;
  /** Layers of the topology that this engine cannot train; empty where it can. */
  untrainable(topology: Topology): readonly UntrainableLayer[];
  build(setup: NetworkSetup): Promise<Network>;
}

export interface UntrainableLayer {
  readonly layer: string;
  readonly className: string;
  readonly reason: string;
}

export interface NetworkSetup {
  readonly topology: Topology;
  /** Values of a tensor by its name; undefined leaves the network's own (seeded) initialisation. */
  readonly weights: (tensor: string) => Promise<Float32Array> | undefined;
  /** Of each output, in the network's order, or one for all. */
  readonly loss: Recipe["loss"];
  /** What the loss of each output counts for; 1 where not given. */
  readonly lossWeights?: Recipe["lossWeights"];
  readonly optimizer: OptimizerSettings;
  /** Selectors of the layers that learn, or all; the others are frozen, whatever the file says. */
  readonly trainable: Recipe["trainable"];
  /** Seeds initialisation, dropout and noise. */
  readonly seed: number;
}

/**
 * Sums over the examples of a batch. `correct` counts the answers of the first output whose loss has a notion of accuracy,
 * and is undefined where none has.
 */
export type BatchResult = {
  readonly lossSum: number;
  readonly correct: number | undefined;
  readonly size: number;
};

/** An input or an output of a network. */
export interface Port {
  /** Name of the layer that it belongs to. */
  readonly layer: string;
  /** Without the batch; 0 is a dimension that the network leaves open. */
  readonly shape: readonly number[];
}

/**
 * One batch, a row an example. A row of inputs holds the numbers of each input one after the other, in the network's
 * order, each row-major; a row of targets what each output is to learn, in their order: a class index, or values of the
 * output's shape. The memory may be shared with a thread, which fills it again when the call that was given the batch is
 * over: an engine copies what it needs for longer.
 */
export interface Batch {
  readonly size: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

/**
 * Stream of random numbers that dropout draws from while statistics are averaged, so that they are repeatable. Training
 * steps use 0, 1, …; initialisation −1.
 */
export function statisticsStream(earlier: number): number {
  return -2 - earlier;
}

/** A network that learns, with masks on some of its weights. Every call is synchronous: a process of its own runs it. */
export interface Network extends PrunableWeights {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** How the engine runs this network, as in "compiled"; undefined where there is but one way. */
  readonly mode?: string;
  /** Why it is not run in the engine's best way, in a sentence. */
  readonly note?: string;
  /** In the network's order, frozen and non-trainable ones (moving statistics) included. */
  readonly tensors: readonly WeightTensor[];
  /** One masked update. `step` counts updates from 0 over the whole run: it drives Adam's correction and dropout's seed. */
  step(batch: Batch, step: number, learningRate: number): BatchResult;
  evaluate(batch: Batch): BatchResult;
  /** What the outputs are for these inputs, without learning: an array for each, row-major, rows of examples. */
  answer(batch: Pick<Batch, "size" | "inputs">): readonly Float32Array[];
  /**
   * Makes the moving statistics of the batch normalisations that learn the mean of what they are, in training mode, in this
   * batch and in the `earlier` ones that this was called with; 0 starts anew. Nothing else changes.
   */
  averageStatistics(batch: Batch, earlier: number): void;
  write(tensor: string, values: Float32Array): void;
  /** Optimizer state by name (`conv2/kernel/momentum`), for a checkpoint. */
  saveOptimizer(): ReadonlyMap<string, Float32Array>;
  restoreOptimizer(state: ReadonlyMap<string, Float32Array>): void;
  dispose(): void;
}

/** An engine that cannot do what was asked, in a sentence for people. */
export class EngineError extends Error {
  override readonly name: string = "EngineError";
}

/** An engine that nobody has set up here: nothing is wrong where another was free to be chosen. */
export class EngineMissing extends EngineError {
  override readonly name = "EngineMissing";
}
