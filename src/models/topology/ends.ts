import type { Topology } from "../modelFile.ts";
import { channelsOf, inputsOf, outputOf } from "./channels.ts";
import type { Graph } from "./graph.ts";
import { readGraph } from "./read.ts";
import { numberIn } from "./settings.ts";

/** What goes into a network and what comes out of it, as far as its topology tells without building it. */
export interface NetworkEnds {
  /** Without the batch; 0 is a dimension that the network leaves open. Undefined for several inputs. */
  readonly inputShape: readonly number[] | undefined;
  /** Numbers that come out for one example; undefined where they are no vector, or are not known. */
  readonly outputs: number | undefined;
}

/** @param topology as `openModel` gives it: checked, and as tfjs builds it */
export function networkEnds(topology: Topology): NetworkEnds {
  const graph = readGraph(topology, "the network");
  return { inputShape: inputShapeOf(graph), outputs: vectorOf(graph, outputOf(graph)) };
}

function inputShapeOf({ ends, layers }: Graph): readonly number[] | undefined {
  if (ends && ends.inputs.length !== 1) return undefined;
  const first = ends ? layers.find(({ name }) => name === ends.inputs[0]?.layer) : layers[0];
  if (first?.model) return inputShapeOf(first.model);
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
  "Softmax",
  "ThresholdedReLU",
]);

/** Size of the vector that a layer gives out; undefined where it gives none, or one whose size is not known. */
function vectorOf(graph: Graph, name: string): number | undefined {
  const layer = graph.layers.find((one) => one.name === name);
  if (!layer) return undefined;
  if (layer.model) return vectorOf(layer.model, outputOf(layer.model));
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
  if (!layer) return inputShapeOf(graph)?.length === 1;
  if (layer.model) return givesVector(layer.model, outputOf(layer.model));
  const { className, config } = layer;
  const [before = ""] = inputsOf(graph, layer);
  if (className === "InputLayer")
    return Array.isArray(config.batch_input_shape) && config.batch_input_shape.length === 2;
  if (className === "Flatten" || /^Global(Average|Max)Pooling/.test(className)) return true;
  if (/^(LSTM|GRU|SimpleRNN)$/.test(className)) return config.return_sequences !== true;
  if (className === "Reshape") return Array.isArray(config.target_shape) && config.target_shape.length === 1;
  return (className === "Dense" || keepsShape.has(className)) && givesVector(graph, before);
}
