import type { Topology } from "../modelFile.ts";
import { channelsOf, inputsOf, outputOf } from "./channels.ts";
import type { Graph } from "./graph.ts";
import { readGraph } from "./read.ts";
import { numberIn } from "./settings.ts";

/** What goes into a network and what comes out of it, as far as its topology tells without building it. */
export interface NetworkEnds {
  /** In the network's order. */
  readonly inputs: readonly InputEnd[];
  /** In the network's order. */
  readonly outputs: readonly OutputEnd[];
}

export interface InputEnd {
  /** Name of the layer. */
  readonly layer: string;
  /** Without the batch; 0 is a dimension that the network leaves open. Undefined where it is not known. */
  readonly shape: readonly number[] | undefined;
}

export interface OutputEnd {
  /** Name of the layer. */
  readonly layer: string;
  /** Numbers that come out for one example; undefined where they are no vector, or are not known. */
  readonly size: number | undefined;
}

/** @param topology as `openModel` gives it: checked, and as tfjs builds it */
export function networkEnds(topology: Topology): NetworkEnds {
  const graph = readGraph(topology, "the network");
  const inputs = (graph.ends?.inputs.map(({ layer }) => layer) ?? [graph.layers[0]?.name ?? ""]).map((layer) => ({
    layer,
    shape: inputShapeOf(graph, layer),
  }));
  const outputs = graph.ends?.outputs ?? [{ layer: outputOf(graph), output: 0 }];
  return { inputs, outputs: outputs.map(({ layer, output }) => ({ layer, size: vectorOf(graph, layer, output) })) };
}

/** @param name of an input layer, or of what a Sequential begins with */
function inputShapeOf({ layers }: Graph, name: string): readonly number[] | undefined {
  const first = layers.find((layer) => layer.name === name);
  if (first?.model) {
    const { ends, layers: inner } = first.model;
    return inputShapeOf(first.model, (ends ? ends.inputs[0]?.layer : inner[0]?.name) ?? "");
  }
  const shape = first?.config.batch_input_shape;
  return Array.isArray(shape) ? shape.slice(1).map((extent) => numberIn(extent) ?? 0) : undefined;
}

/** Layers that give out what has the shape of their input. */
const keepsShape = new Set([
  "Activation",
  "AlphaDropout",
  "BatchNormalization",
  "Dropout",
  "ELU",
  "GaussianDropout",
  "GaussianNoise",
  "LayerNormalization",
  "LeakyReLU",
  "PReLU",
  "ReLU",
  "Rescaling",
  "Softmax",
  "ThresholdedReLU",
]);

/** Layers that join inputs of one shape, or broadcast them to one. */
const joins = new Set(["Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply"]);

/**
 * Size of the vector that a layer gives out; undefined where it gives none, or one whose size is not known.
 *
 * @param output which of a nested model's
 */
function vectorOf(graph: Graph, name: string, output = 0): number | undefined {
  const layer = graph.layers.find((one) => one.name === name);
  if (!layer) return undefined;
  if (layer.model) return vectorOf(layer.model, outputOf(layer.model, output));
  const { className, config } = layer;
  const [before = ""] = inputsOf(graph, layer);
  if (keepsShape.has(className)) return vectorOf(graph, before);
  if (className === "Dense") return givesVector(graph, before) ? numberIn(config.units) : undefined;
  if (/^Global(Average|Max)Pooling/.test(className)) return channelsOf(graph, name);
  if (className !== "Reshape") return undefined;
  const shape = config.target_shape;
  const [size] = Array.isArray(shape) && shape.length === 1 ? shape : [];
  return typeof size === "number" && size > 0 ? size : undefined;
}

/** Whether a layer gives out one row of numbers for an example; an empty name stands for the network's own input. */
export function givesVector(graph: Graph, name: string): boolean {
  const layer = graph.layers.find((one) => one.name === name);
  if (!layer) return inputShapeOf(graph, graph.layers[0]?.name ?? "")?.length === 1;
  if (layer.model) return givesVector(layer.model, outputOf(layer.model));
  const { className, config } = layer;
  const [before = ""] = inputsOf(graph, layer);
  if (className === "InputLayer")
    return Array.isArray(config.batch_input_shape) && config.batch_input_shape.length === 2;
  if (joins.has(className)) return inputsOf(graph, layer).every((input) => givesVector(graph, input));
  if (className === "Flatten" || /^Global(Average|Max)Pooling/.test(className)) return true;
  if (/^(LSTM|GRU|SimpleRNN)$/.test(className)) return config.return_sequences !== true;
  if (className === "Reshape") return Array.isArray(config.target_shape) && config.target_shape.length === 1;
  return (className === "Dense" || keepsShape.has(className)) && givesVector(graph, before);
}
