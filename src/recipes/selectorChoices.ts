import type { WeightTensor } from "../pruning/tensor.ts";
import { compileLayerSelectors, type SelectableLayer } from "./rules.ts";
import { compileSelectors, isLayerGroup, layerGroups, type Selector } from "./selectors.ts";

/** A selector that a person may want, and what it selects of a network. */
export interface SelectorChoice<Selected> {
  readonly selector: Selector;
  readonly kind: "group" | "class" | "glob" | "layer";
  readonly selected: readonly Selected[];
}

/** Selectors for a rule: each selects tensors, and no two in a row of globs select the same ones. */
export function ruleSelectors(layers: readonly SelectableLayer[]): SelectorChoice<WeightTensor>[] {
  const tensors = layers.flatMap((layer) => layer.tensors);
  return choicesOf(layers, (selector) => tensors.filter(compileSelectors(selector)));
}

/** Selectors for `trainable`, where each takes whole layers. */
export function trainableSelectors(layers: readonly SelectableLayer[]): SelectorChoice<SelectableLayer>[] {
  return choicesOf(layers, (selector) => layers.filter(compileLayerSelectors([selector])));
}

/** How a single layer is selected: the word of a group would mean the group. */
export function selectorOfLayer(name: string): Selector {
  return isLayerGroup(name) ? `${name}/kernel` : name;
}

function choicesOf<Selected>(
  layers: readonly SelectableLayer[],
  select: (selector: Selector) => readonly Selected[],
): SelectorChoice<Selected>[] {
  const choose = (kind: SelectorChoice<Selected>["kind"], selectors: Iterable<Selector>) =>
    Array.from(new Set(selectors), (selector) => ({ selector, kind, selected: select(selector) })).filter(
      ({ selected }) => selected.length > 0,
    );
  const names = layers.map(({ name }) => name);
  const broad = [
    ...choose("group", layerGroups),
    ...choose(
      "class",
      layers.map(({ className }) => className),
    ),
  ];
  const globs = distinct(choose("glob", globsOf(names)).filter(({ selected }) => selected.length > 1));
  return [...broad, ...globs, ...choose("layer", names.map(selectorOfLayer))];
}

/** Of globs that select the same, the one that says most. */
function distinct<Selected>(choices: readonly SelectorChoice<Selected>[]): SelectorChoice<Selected>[] {
  const isSame = (a: readonly Selected[], b: readonly Selected[]) =>
    a.length === b.length && a.every((one, i) => one === b[i]);
  return choices.filter((choice) => {
    const same = choices.filter(({ selected }) => isSame(selected, choice.selected));
    const longest = Math.max(...same.map(({ selector }) => selector.length));
    return choice === same.find(({ selector }) => selector.length === longest);
  });
}

/**
 * Globs after what at least two names of layers share: a beginning (`conv_*`), all but a number (`block_*_expand`), a
 * numbered block (`block_3_*`), or the model around them (`backbone/**`).
 */
export function globsOf(names: readonly string[]): Selector[] {
  const owners = new Map<Selector, number>();
  for (const glob of names.flatMap(globsOfName)) owners.set(glob, (owners.get(glob) ?? 0) + 1);
  return [...owners].flatMap(([glob, count]) => (count > 1 ? [glob] : []));
}

function globsOfName(name: string): Selector[] {
  const slash = name.lastIndexOf("/");
  const [parent, own] = [name.slice(0, slash + 1), name.slice(slash + 1)];
  const word = /^[^_\d]+(?=_)/.exec(own)?.[0];
  const block = /^[^\d]*\d+_(?=.)/.exec(own)?.[0];
  const globs = [
    ...(word === undefined ? [] : [`${word}_*`]),
    ...(/\d/.test(own) ? [own.replace(/\d+/g, "*")] : []),
    ...(block === undefined ? [] : [`${block}*`]),
  ];
  return [...(parent === "" ? [] : [`${parent}**`]), ...[...new Set(globs)].map((glob) => parent + glob)];
}
