import { scheduleKinds } from "../../../pruning/schedule.ts";
import { count, percent } from "../../../runs/figures.ts";
import { curveText, keptText, scheduledEvents } from "../../recipes/curve.ts";
import { type NetworkFacts, weightsIn } from "../../recipes/networkFacts.ts";
import { capitalised, selectionText } from "../../recipes/wording.ts";
import { type Timing, targetOf } from "../draft/recipeDraft.ts";
import { type Preset, type PrunableLayer, presetsFor, prunableLayers, type RuleDraft } from "../draft/ruleDrafts.ts";
import { type ChoiceItem, heading, section } from "./items.ts";

export type RulesChoice = Preset | "layers";

export function presetItems(network: NetworkFacts): ChoiceItem<RulesChoice>[] {
  const presets = presetsFor(network.layers).map((preset): ChoiceItem<RulesChoice> => {
    const tensors = preset.rules.flatMap((rule) => rule.tensors);
    return {
      label: preset.title,
      description: preset.rules.map(({ sparsityUpperBound }) => sparsityUpperBound).join(" / "),
      detail: selectionText(tensors, network.weights),
      choice: preset,
    };
  });
  return [...presets, { label: "Choose layers…", description: "one by one", choice: "layers" }];
}

/** Layers to choose from, with their share of all weights. */
export function layerItems(network: NetworkFacts): ChoiceItem<PrunableLayer>[] {
  const item = (layer: PrunableLayer): ChoiceItem<PrunableLayer> => {
    const weights = weightsIn(layer.tensors);
    const share = percent(weights / network.weights);
    return {
      label: layer.name,
      description: `${layer.className} · ${count(weights)} weights · ${share}`,
      choice: layer,
    };
  };
  const layers = prunableLayers(network.layers);
  return [
    ...layers.filter(({ isDepthwise }) => !isDepthwise).map(item),
    ...section(
      "Depthwise: few weights, and each feeds a whole channel",
      layers.filter(({ isDepthwise }) => isDepthwise).map(item),
    ),
  ];
}

export type ScheduleField =
  | { readonly field: "bound"; readonly rule: number }
  | { readonly field: "interval" | "end" | "schedule" };
export type ScheduleChoice = ScheduleField | "continue";

const schedules: Readonly<Record<Timing["schedule"], string>> = {
  log: "rises as ln(pass): much early, little late",
  polynomial: "Zhu & Gupta's cubic, from 0",
  constant: "once, before the first update",
};

/** The schedule as a form: every line can be changed, and the curves that follow stand below the targets. */
export function scheduleItems(rules: readonly RuleDraft[], timing: Timing): ChoiceItem<ScheduleChoice>[] {
  const lines = rules.map((rule, index): ChoiceItem<ScheduleChoice> => {
    const events = scheduledEvents(targetOf(rule, timing), rule.tensors);
    return {
      label: `${capitalised(rule.title)} to ${rule.sparsityUpperBound}`,
      description: keptText(events, weightsIn(rule.tensors)),
      detail: curveText(events),
      choice: { field: "bound", rule: index },
    };
  });
  const passes: ChoiceItem<ScheduleChoice>[] = [
    { label: `Every ${timing.intervalPass} passes`, description: "interval", choice: { field: "interval" } },
    { label: `Up to pass ${timing.endPass}`, description: "end pass", choice: { field: "end" } },
  ];
  return [
    { label: "$(check) Continue", choice: "continue" },
    heading("Sparsity upper bound"),
    ...lines,
    heading("Prune events"),
    ...(timing.schedule === "constant" ? [] : passes),
    { label: `Schedule ${timing.schedule}`, description: schedules[timing.schedule], choice: { field: "schedule" } },
  ];
}

/** The kinds of schedule, each with the curve that it gives a rule. */
export function scheduleKindItems(rule: RuleDraft, timing: Timing): ChoiceItem<Timing["schedule"]>[] {
  return scheduleKinds.map((schedule) => {
    const events = scheduledEvents(targetOf(rule, { ...timing, schedule }), rule.tensors);
    return { label: schedule, description: schedules[schedule], detail: curveText(events), choice: schedule };
  });
}
