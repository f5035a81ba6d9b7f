import type { PlannedTensor } from "../pruning/pruner.ts";
import type { SparsityTarget } from "../pruning/schedule.ts";
import type { WeightTensor } from "../pruning/tensor.ts";
import type { Recipe, Rule } from "./recipe.ts";
import { compileGlob, compileSelectors, isInGroup, isLayerGroup, type Selector } from "./selectors.ts";

/** A tensor, what is asked of it, and the rule that asks, by its place in the recipe. */
export interface RuledTensor extends PlannedTensor {
  readonly rule: number;
}

/**
 * What the rules ask of which tensors, in the network's order. The last rule that selects a tensor wins; a bound of 0
 * leaves it dense.
 *
 * @param tensors of the network, in its order
 */
export function resolveRules(rules: readonly Rule[], tensors: readonly WeightTensor[]): RuledTensor[] {
  const lastFirst = rules
    .map((rule, index) => ({ rule: index, target: targetOf(rule), selects: compileSelectors(rule.select) }))
    .reverse();
  return tensors.flatMap((tensor) => {
    const winner = lastFirst.find(({ selects }) => selects(tensor));
    return winner && winner.target.sparsityUpperBound > 0 ? [{ tensor, target: winner.target, rule: winner.rule }] : [];
  });
}

export function targetOf({ schedule, sparsityUpperBound, intervalPass, endPass }: Rule): SparsityTarget {
  return { schedule, sparsityUpperBound, intervalPass, endPass };
}

/** A layer as selectors see it. */
export interface SelectableLayer {
  readonly name: string;
  readonly className: string;
  readonly tensors: readonly WeightTensor[];
}

/** The layers that own these tensors, in their order. */
export function layersOf(tensors: readonly WeightTensor[]): SelectableLayer[] {
  const layers = new Map<string, SelectableLayer & { readonly tensors: WeightTensor[] }>();
  for (const tensor of tensors) {
    const { layer: name, className } = tensor;
    const layer = layers.get(name) ?? { name, className, tensors: [] };
    layer.tensors.push(tensor);
    layers.set(name, layer);
  }
  return [...layers.values()];
}

/** Paths of the layers that learn. Here a selector takes whole layers, biases and normalisation included. */
export function resolveTrainable(
  trainable: Recipe["trainable"],
  layers: readonly SelectableLayer[],
): ReadonlySet<string> {
  const selects = trainable === "all" ? () => true : compileLayerSelectors(trainable);
  return new Set(layers.filter(selects).map(({ name }) => name));
}

/** Selectors over whole layers: path, class, glob, or a group that one of its tensors is in. */
export function compileLayerSelectors(selectors: readonly Selector[]): (layer: SelectableLayer) => boolean {
  const compiled = selectors.map((selector) => {
    if (isLayerGroup(selector)) {
      return ({ tensors }: SelectableLayer) => tensors.some((tensor) => isInGroup(selector, tensor));
    }
    const fits = compileGlob(selector);
    return ({ name, className }: SelectableLayer) => name === selector || className === selector || fits(name);
  });
  return (layer) => compiled.some((selects) => selects(layer));
}
