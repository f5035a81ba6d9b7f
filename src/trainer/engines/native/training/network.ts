import type { LayersModel, layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { AssembledModel } from "../../tfjs/assembledModel.ts";
import { type PlacedWeight, placeWeights } from "../../tfjs/layerWeights.ts";
import type { Graph, Output, Variable } from "../graph/graph.ts";
import { batchSize } from "../graph/rawShapes.ts";
import { NotCompiled, type WrittenLayer } from "../layers/layer.ts";
import { writerOf } from "../layers/writers.ts";
import { MovingStatistics } from "./movingStatistics.ts";

type Layer = layers.Layer;

/** A layer that has no translation into a graph. */
export class UncompiledLayer extends Error {
  override readonly name = "UncompiledLayer";
  readonly layer: string;

  constructor(layer: string, className: string, reason: string) {
    super(`${layer} (${className}) is not compiled, since ${reason}`);
    this.layer = layer;
  }
}

/** The network's operations, written once for a way of running it. */
export interface WrittenNetwork {
  /** Of each output. */
  readonly answers: readonly Output[];
  /** Values of the weights that learn, as read before the step, by name. */
  readonly weights: ReadonlyMap<string, Output>;
  /** What a step changes beside the weights that learn. */
  readonly statistics: MovingStatistics;
}

export interface NetworkWriting {
  readonly graph: Graph;
  readonly assembled: AssembledModel;
  readonly inputs: readonly Output[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly training: boolean;
  /** int32, [2]: another in each step. */
  readonly seed: Output;
}

/**
 * Writes the operations of a network, from inputs to answers.
 *
 * @throws UncompiledLayer for the first layer that cannot be written
 */
export function writeNetwork(writing: NetworkWriting): WrittenNetwork {
  const { assembled, inputs } = writing;
  const writer = new NetworkWriter(writing);
  const answers = writer.container(assembled.model, inputs);
  return { answers, weights: writer.learning, statistics: writer.statistics };
}

class NetworkWriter {
  readonly learning = new Map<string, Output>();
  readonly statistics: MovingStatistics;
  readonly #writing: NetworkWriting;
  readonly #placed: ReadonlyMap<Layer, { readonly path: string; readonly weights: readonly PlacedWeight[] }>;
  readonly #reads = new Map<string, Output>();
  #batchSize: Output | undefined;
  #seeds = 0;

  constructor(writing: NetworkWriting) {
    this.#writing = writing;
    this.statistics = new MovingStatistics(writing.graph);
    this.#placed = new Map(
      writing.assembled.layers.map((placed) => [placed.layer, { path: placed.path, weights: placeWeights([placed]) }]),
    );
  }

  /** Follows a model's outputs back to its inputs; a nested one is written at each place where it is used. */
  container(model: LayersModel, inputs: readonly Output[]): Output[] {
    const values = new Map<number, Output>(model.inputs.map(({ id }, i) => [id, inputs[i]]));
    const outputOf = (tensor: SymbolicTensor): Output => {
      const known = values.get(tensor.id);
      if (known) return known;
      const { sourceLayer, nodeIndex } = tensor;
      const node = sourceLayer.inboundNodes[nodeIndex];
      // The last first, as TensorFlow.js does it: uses of one normalisation move its statistics in turn.
      for (const input of node.inputTensors.toReversed()) outputOf(input);
      const written = this.#apply(sourceLayer, node.inputTensors.map(outputOf));
      for (const [i, { id }] of node.outputTensors.entries()) values.set(id, written[i]);
      return values.get(tensor.id) as Output;
    };
    return model.outputs.map(outputOf);
  }

  #apply(layer: Layer, inputs: readonly Output[]): Output[] {
    const placed = this.#placed.get(layer);
    if (!placed) return this.container(layer as LayersModel, inputs);
    if (layer.getClassName() === "InputLayer") return [...inputs];
    const { path } = placed;
    const className = layer.getClassName();
    const write = writerOf(className);
    if (!write) throw new UncompiledLayer(path, className, "the compiler does not know layers of this class");
    try {
      return [write(this.#written(layer, placed.weights, inputs))];
    } catch (error) {
      if (error instanceof NotCompiled) throw new UncompiledLayer(path, className, error.message);
      throw error;
    }
  }

  #written(layer: Layer, weights: readonly PlacedWeight[], inputs: readonly Output[]): WrittenLayer {
    const { graph, training, variables } = this.#writing;
    const named = (role: string) => {
      const weight = weights.find((one) => one.role === role);
      if (!weight) throw new NotCompiled(`it has no weight ${role}`);
      return weight;
    };
    return {
      graph,
      training,
      learns: layer.trainable,
      config: configOf(layer),
      inputs,
      batchSize: () => this.#countBatch(),
      hasWeight: (role) => weights.some((one) => one.role === role),
      weight: (role) => this.#read(named(role)),
      variable: (role) => variables.get(named(role).name) as Variable,
      moveStatistic: (variable, value, momentum) => this.statistics.move(variable, value, momentum),
      seed: () => this.#seed(),
    };
  }

  /** Read once, wherever it is used. */
  #read({ name, learns }: PlacedWeight): Output {
    const { graph, training, variables } = this.#writing;
    const known = this.#reads.get(name);
    if (known) return known;
    const value = graph.read(variables.get(name) as Variable);
    this.#reads.set(name, value);
    if (training && learns) {
      graph.tape.watch(value);
      this.learning.set(name, value);
    }
    return value;
  }

  /** Counted once: small operations are what small networks spend their time on. */
  #countBatch(): Output {
    const { graph, inputs } = this.#writing;
    this.#batchSize ??= batchSize(graph, inputs[0]);
    return this.#batchSize;
  }

  #seed(): Output {
    const { graph, seed } = this.#writing;
    return graph.output("AddV2", [seed, graph.integers([++this.#seeds, 0])], { T: { type: "int32" } }, [2], {
      dtype: "int32",
    });
  }
}

/** What Conv1D leaves out of its configuration is put in again. */
function configOf(layer: Layer): unknown {
  const { dataFormat } = layer as { dataFormat?: unknown };
  return { dataFormat, ...layer.getConfig() };
}
