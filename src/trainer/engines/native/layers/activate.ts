import { z } from "zod";
import { activationNamed, leakyRelu, relu } from "../graph/activations.ts";
import { minimum, multiply, where } from "../graph/elementwise.ts";
import type { Graph, Output } from "../graph/graph.ts";
import { configOf, type LayerWriter, NotCompiled, onlyInput } from "./layer.ts";

/** What a probability was made of: losses are exact where they start there. */
const logits = new WeakMap<Output, { readonly kind: "softmax" | "sigmoid"; readonly input: Output }>();

export function logitsOf(output: Output) {
  return logits.get(output);
}

/** @param name as configurations have it; none is the identity */
export function activate(graph: Graph, x: Output, name: string | null | undefined): Output {
  if (name === null || name === undefined) return x;
  const activation = activationNamed(name);
  if (!activation) throw new NotCompiled(`its activation is ${name}`);
  const y = activation(graph, x);
  if (name === "softmax" || name === "sigmoid") logits.set(y, { kind: name, input: x });
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
