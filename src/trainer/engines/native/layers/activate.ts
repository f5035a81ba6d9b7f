import { z } from "zod";
import { activationNamed, leakyRelu, relu } from "../graph/activations.ts";
import { reshape } from "../graph/arrangement.ts";
import { minimum, multiply, where } from "../graph/elementwise.ts";
import type { Graph, Output, Shape } from "../graph/graph.ts";
import { configOf, type LayerWriter, NotCompiled, onlyInput } from "./layer.ts";

/** How a probability came about. */
export interface Origin {
  /** Probabilities that sum to 1, or each by itself. */
  readonly kind: "softmax" | "sigmoid";
  /** What it was made of, of its shape: losses are exact where they start there. */
  readonly logits: Output | undefined;
}

const origins = new WeakMap<Output, Origin>();

/** Undefined for what is no probability. */
export function originOf(output: Output): Origin | undefined {
  return origins.get(output);
}

/** A change of shape leaves probabilities what they are, unless rows that sum to 1 are torn apart. */
export function reshapeKept(graph: Graph, x: Output, shape: Shape): Output {
  const y = reshape(graph, x, shape);
  const origin = origins.get(x);
  if (!origin || (origin.kind === "softmax" && x.shape.at(-1) !== shape.at(-1))) return y;
  const { kind, logits } = origin;
  origins.set(y, { kind, logits: logits && reshape(graph, logits, shape) });
  return y;
}

/** @param name as configurations have it; none is the identity */
export function activate(graph: Graph, x: Output, name: string | null | undefined): Output {
  if (name === null || name === undefined) return x;
  const activation = activationNamed(name);
  if (!activation) throw new NotCompiled(`its activation is ${name}`);
  const y = activation(graph, x);
  if (name === "softmax" || name === "sigmoid") origins.set(y, { kind: name, logits: x });
  if (name === "hardSigmoid") origins.set(y, { kind: "sigmoid", logits: undefined });
  return y;
}

export const activationLayers: Readonly<Record<string, LayerWriter>> = {
  Activation(layer) {
    const { activation } = configOf(layer, z.object({ activation: z.string() }));
    return activate(layer.graph, onlyInput(layer), activation);
  },
  ReLU(layer) {
    const { maxValue } = configOf(layer, z.object({ maxValue: z.number().nullish() }));
    const positive = relu(layer.graph, onlyInput(layer));
    return typeof maxValue === "number" ? minimum(layer.graph, positive, layer.graph.scalar(maxValue)) : positive;
  },
  LeakyReLU(layer) {
    const { alpha } = configOf(layer, z.object({ alpha: z.number() }));
    return leakyRelu(layer.graph, onlyInput(layer), layer.graph.scalar(alpha));
  },
  PReLU: (layer) => leakyRelu(layer.graph, onlyInput(layer), layer.weight("alpha")),
  ELU(layer) {
    configOf(layer, z.object({ alpha: z.literal(1) }));
    return activate(layer.graph, onlyInput(layer), "elu");
  },
  ThresholdedReLU(layer) {
    const { graph } = layer;
    const { theta } = configOf(layer, z.object({ theta: z.number() }));
    const x = onlyInput(layer);
    return multiply(graph, x, where(graph, "Greater", x, graph.scalar(theta)));
  },
  Softmax(layer) {
    const x = onlyInput(layer);
    configOf(layer, z.object({ axis: z.union([z.literal(-1), z.literal(x.shape.length - 1)]).nullish() }));
    return activate(layer.graph, x, "softmax");
  },
};
