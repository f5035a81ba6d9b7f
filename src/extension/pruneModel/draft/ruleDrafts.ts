import type { WeightTensor } from "../../../pruning/tensor.ts";
import type { SelectableLayer } from "../../../recipes/rules.ts";
import { selectorOfLayer } from "../../../recipes/selectorChoices.ts";
import { compileSelectors, isInGroup, type LayerGroup, type Selector } from "../../../recipes/selectors.ts";
import { capitalised } from "../../recipes/wording.ts";

/** A rule of a recipe that is being made, and what it selects. */
export interface RuleDraft {
  readonly select: Selector | readonly Selector[];
  /** For a person: "pointwise convolutions". */
  readonly title: string;
  readonly tensors: readonly WeightTensor[];
  /** 0 < S < 1. */
  readonly sparsityUpperBound: number;
}

export type PresetName = "original" | "kernels";

/** A choice of layers with targets that fit them. */
export interface Preset {
  readonly name: PresetName;
  readonly title: string;
  readonly rules: readonly RuleDraft[];
}

/** The original demo prunes dense layers a little further than convolutions. */
const bounds = { pointwise: 0.75, conv: 0.75, dense: 0.8 };

const titles = { pointwise: "pointwise convolutions", conv: "convolutions", dense: "dense layers" };

type PresetGroup = Extract<LayerGroup, keyof typeof bounds>;

/** The presets that mean something for a network; two that select the same are offered as one. */
export function presetsFor(layers: readonly SelectableLayer[]): Preset[] {
  const tensors = layers.flatMap((layer) => layer.tensors);
  const rule = (group: PresetGroup): RuleDraft => ({
    select: group,
    title: titles[group],
    tensors: tensors.filter((tensor) => isInGroup(group, tensor)),
    sparsityUpperBound: bounds[group],
  });
  const [pointwise, conv, dense] = [rule("pointwise"), rule("conv"), rule("dense")];
  const presets: Preset[] = [];
  if (pointwise.tensors.length > 0) {
    const title = `${capitalised(titled([pointwise, dense]))}, as the original demo`;
    presets.push({ name: "original", title, rules: selecting([pointwise, dense]) });
  }
  if (conv.tensors.length > pointwise.tensors.length || (dense.tensors.length > 0 && presets.length === 0)) {
    presets.push({ name: "kernels", title: `All ${titled([conv, dense])}`, rules: selecting([conv, dense]) });
  }
  return presets;
}

function selecting(rules: readonly RuleDraft[]): RuleDraft[] {
  return rules.filter(({ tensors }) => tensors.length > 0);
}

function titled(rules: readonly RuleDraft[]): string {
  return selecting(rules)
    .map(({ title }) => title)
    .join(" and ");
}

/** A layer that can be chosen by itself. */
export interface PrunableLayer {
  readonly name: string;
  readonly className: string;
  readonly selector: Selector;
  readonly tensors: readonly WeightTensor[];
  /** A depthwise convolution has few weights, and each feeds a whole channel. */
  readonly isDepthwise: boolean;
}

/** Layers with kernels, in the network's order: biases and normalisation are left to who writes the recipe by hand. */
export function prunableLayers(layers: readonly SelectableLayer[]): PrunableLayer[] {
  return layers.flatMap(({ name, className, tensors }) => {
    const selector = selectorOfLayer(name);
    const selected = tensors.filter(compileSelectors(selector));
    if (selected.length === 0) return [];
    const isDepthwise = selected.every((tensor) => isInGroup("depthwise", tensor));
    return [{ name, className, selector, tensors: selected, isDepthwise }];
  });
}

/** One rule for layers that a person has chosen. */
export function ruleOf(chosen: readonly PrunableLayer[]): RuleDraft {
  const [only] = chosen;
  return {
    select: chosen.length === 1 && only ? only.selector : chosen.map(({ selector }) => selector),
    title: chosen.length === 1 && only ? only.name : `${chosen.length} layers`,
    tensors: chosen.flatMap(({ tensors }) => tensors),
    sparsityUpperBound: bounds.conv,
  };
}
