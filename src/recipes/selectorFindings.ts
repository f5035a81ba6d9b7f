import { type Finding, quote } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import type { Recipe, Rule } from "./recipe.ts";
import { compileLayerSelectors, type SelectableLayer } from "./rules.ts";
import { compileSelectors, isLayerGroup, layerGroups, type Selector } from "./selectors.ts";

/** Each selector of a rule: does it select anything, and what it seems to name? */
export function selectorFindings({ select }: Rule, index: number, layers: readonly SelectableLayer[]): Finding[] {
  const tensors = layers.flatMap((layer) => layer.tensors);
  return [select].flat().flatMap((selector, i): Finding[] => {
    const path = ["rules", index, "select", ...(Array.isArray(select) ? [i] : [])];
    const selected = tensors.filter(compileSelectors(selector));
    if (selected.length === 0) {
      const message = `${quote(selector)} selects no weights. ${whyNone(selector, layers)}`;
      return [{ severity: "warning", code: "selectorMatchesNothing", path, message }];
    }
    const namesLayer = isLayerGroup(selector) && layers.some(({ name }) => name === selector);
    if (!namesLayer || selected.length === 1) return [];
    const message = `${quote(selector)} means the group and selects ${selected.length} tensors. The layer of that name alone is ${quote(`${selector}/kernel`)}.`;
    return [{ severity: "information", code: "groupNamesLayer", path, message }];
  });
}

export function trainableFindings(trainable: Recipe["trainable"], layers: readonly SelectableLayer[]): Finding[] {
  if (trainable === "all") return [];
  return trainable.flatMap((selector, i): Finding[] => {
    if (layers.some(compileLayerSelectors([selector]))) return [];
    const message = `${quote(selector)} selects no layer. ${whyNone(selector, layers)}`;
    return [{ severity: "warning", code: "selectorMatchesNothing", path: ["trainable", i], message }];
  });
}

/** A rule all of whose tensors are selected again by later ones says nothing. */
export function overriddenFindings(
  rules: readonly Rule[],
  index: number,
  layers: readonly SelectableLayer[],
): Finding[] {
  const selects = compileSelectors(rules[index]?.select ?? []);
  const later = rules.slice(index + 1).map(({ select }) => compileSelectors(select));
  const tensors = layers.flatMap((layer) => layer.tensors).filter(selects);
  const winners = new Set(tensors.map((tensor) => later.findIndex((wins) => wins(tensor))));
  if (tensors.length === 0 || winners.has(-1)) return [];
  const names = [...winners].map((offset) => `rules[${index + 1 + offset}]`).join(" and ");
  const message = `All that this rule selects is selected again by ${names}, and the last rule wins. Move this one to the end, or remove it.`;
  return [{ severity: "warning", code: "ruleOverridden", path: ["rules", index, "select"], message }];
}

/** Why a selector selects nothing, as far as the network tells, and what would select. */
function whyNone(selector: Selector, layers: readonly SelectableLayer[]): string {
  if (isLayerGroup(selector)) return `The network has no ${selector} layers.`;
  const tensors = layers.flatMap((layer) => layer.tensors);
  if (tensors.some(({ name }) => name === selector)) return "Moving statistics are not learned and cannot be pruned.";
  const named = layers.filter(compileLayerSelectors([selector]));
  if (named.length > 0) {
    const examples = named.flatMap((layer) => layer.tensors.map(({ name }) => quote(name))).slice(0, 2);
    if (examples.length === 0) return "What it names has no weights.";
    return `Biases, normalisation and depthwise kernels have to be named each, as in ${examples.join(" or ")}.`;
  }
  if (layers.some(({ name }) => name.startsWith(`${selector}/`))) {
    return `It is a model within the model; ${quote(`${selector}/**`)} selects the layers in it.`;
  }
  return `The network has nothing of that name.${didYouMean(selector, knownNames(layers), 3)}`;
}

/** What a selector may name, globs aside. */
export function knownNames(layers: readonly SelectableLayer[]): string[] {
  const tensors = layers.flatMap((layer) => layer.tensors.map(({ name }) => name));
  return [...layers.flatMap(({ name, className }) => [name, className]), ...tensors, ...layerGroups];
}
