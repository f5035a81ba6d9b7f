import { givesVector } from "../topology/ends.ts";
import type { Config, Graph, GraphLayer } from "../topology/graph.ts";
import { numberIn } from "../topology/settings.ts";
import { type Affine, keepsZero } from "./affine.ts";
import { isLinear, rankOf } from "./linearLayers.ts";
import { readersOf, sourceOf, usesOf } from "./neighbours.ts";

/** The layer whose kernel can do what a batch normalisation does, before it or behind it. */
export interface Target {
  readonly layer: GraphLayer;
  readonly normalized: "outputs" | "inputs";
}

/** Why there is none, as part of a sentence about the batch normalisation. */
export type Reason = string;

/** @param norm a BatchNormalization of the graph, which does `affine` */
export function findTarget(graph: Graph, norm: GraphLayer, affine: Affine): Target | Reason {
  const uses = usesOf(graph, norm);
  if (uses !== 1) return `it is used ${uses} times`;
  const before = findBefore(graph, norm, affine);
  if (typeof before !== "string") return { layer: before, normalized: "outputs" };
  const after = findAfter(graph, norm, affine);
  if (typeof after !== "string") return { layer: after, normalized: "inputs" };
  return `${before}; ${after}`;
}

function findBefore(graph: Graph, norm: GraphLayer, affine: Affine): GraphLayer | Reason {
  const { layer, padding, shared } = pastPadding(graph, norm, (at) => sourceOf(graph, at));
  if (!layer || !isLinear(layer.className)) return layer ? `it follows ${nameOf(layer)}` : "nothing stands before it";
  const uses = usesOf(graph, layer);
  if (uses !== 1) return `${layer.name} before it is used ${uses} times`;
  if (shared || isReadElsewhere(graph, layer)) return `the output of ${layer.name} before it is used elsewhere too`;
  const { activation } = layer.config;
  if (!isLinearActivation(activation)) return `${layer.name} before it ends with ${String(activation)}`;
  if (!isOnChannels(graph, norm, layer, layer)) return `it normalises another axis than the channels of ${layer.name}`;
  if (padding && !keepsZero(affine)) return `${padding.name} pads with zeros between ${layer.name} and it`;
  return layer;
}

function findAfter(graph: Graph, norm: GraphLayer, affine: Affine): GraphLayer | Reason {
  if (isReadElsewhere(graph, norm)) return "what it gives out is used in several places or is the model's output";
  const { layer, padding, shared } = pastPadding(graph, norm, (at) => readersOf(graph, at).layers[0]);
  if (!layer || !isLinear(layer.className)) return layer ? `${nameOf(layer)} reads it` : "no layer reads it";
  const uses = usesOf(graph, layer);
  if (uses !== 1) return `${layer.name} behind it is used ${uses} times`;
  if (shared) return `what ${layer.name} reads is used elsewhere too`;
  if (!isOnChannels(graph, norm, layer, norm)) return `it normalises another axis than the channels of ${layer.name}`;
  if ((numberIn(layer.config.groups) ?? 1) > 1) return `${layer.name} behind it convolves in groups`;
  const pads = padding !== undefined || padsItself(layer);
  if (pads && !keepsZero(affine)) return `${padding?.name ?? layer.name} behind it pads with zeros`;
  return layer;
}

/** The next layer that does more than pad with zeros, and whether somebody reads what lies between. */
function pastPadding(graph: Graph, norm: GraphLayer, next: (layer: GraphLayer) => GraphLayer | undefined) {
  let layer = next(norm);
  let padding: GraphLayer | undefined;
  let shared = false;
  while (layer?.className.startsWith("ZeroPadding")) {
    padding = layer;
    shared ||= usesOf(graph, layer) !== 1 || isReadElsewhere(graph, layer);
    layer = next(layer);
  }
  return { layer, padding, shared };
}

function isReadElsewhere(graph: Graph, layer: GraphLayer): boolean {
  const { layers, isOutput } = readersOf(graph, layer);
  return layers.length !== 1 || isOutput;
}

function isLinearActivation(activation: unknown): boolean {
  return activation === undefined || activation === null || activation === "linear";
}

/** Transposed convolutions add up less at their borders, which is as if they padded. */
function padsItself({ className, config }: GraphLayer): boolean {
  if (className === "Dense") return false;
  return className === "Conv2DTranspose" || (config.padding !== undefined && config.padding !== "valid");
}

/** @param tensorOf the layer that gives out what is normalised, as far as its shape goes */
function isOnChannels(
  graph: Graph,
  norm: GraphLayer,
  { className, config }: GraphLayer,
  tensorOf: GraphLayer,
): boolean {
  const axis = numberIn(norm.config.axis) ?? -1;
  const rank = rankOf(className) ?? (givesVector(graph, tensorOf.name) ? 2 : undefined);
  if (rank === undefined) return axis === -1;
  return (axis < 0 ? axis + rank : axis) === channelAxis(config, rank);
}

function channelAxis(config: Config, rank: number): number {
  return config.data_format === "channels_first" ? 1 : rank - 1;
}

function nameOf({ name, className, model }: GraphLayer): string {
  return model ? `the model ${name}` : `${name} (${className})`;
}
