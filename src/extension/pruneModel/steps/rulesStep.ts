import { ruleOf } from "../draft/ruleDrafts.ts";
import { layerItems, presetItems } from "../items/ruleItems.ts";
import type { Asking } from "./asking.ts";
import type { Step } from "./multiStep.ts";

/** Which layers? A preset, or layer by layer. */
export function rulesStep(asking: Asking): Step {
  const { answers, multi, settings } = asking;

  const step: Step = async () => {
    const items = presetItems(answers.model.network);
    const last = answers.preset ?? settings.remembered.preset;
    const { choice } = await multi.pick({
      ...asking.at("rules"),
      placeholder: "The layers to prune",
      items,
      active: items.find((item) => item.choice === last || (item.choice !== "layers" && item.choice?.name === last)),
    });
    if (choice === undefined || choice === "layers") return layers;
    answers.chooseRules(choice.name, choice.rules);
    return asking.to("schedule");
  };

  const layers: Step = async () => {
    const items = layerItems(answers.model.network);
    const before = new Set(answers.preset === "layers" ? answers.rules.flatMap(({ tensors }) => tensors) : []);
    const picked = items.filter(({ choice }) =>
      before.size > 0 ? choice?.tensors.some((tensor) => before.has(tensor)) : choice && !choice.isDepthwise,
    );
    const chosen = await multi.pickMany({
      ...asking.at("rules"),
      placeholder: "Layers to prune; biases and normalisation stay as they are",
      items,
      picked,
    });
    answers.chooseRules("layers", [ruleOf(chosen.flatMap(({ choice }) => choice ?? []))]);
    return asking.to("schedule");
  };

  return step;
}
