import { capitalised } from "../../recipes/wording.ts";
import { planLines } from "../draft/plan.ts";
import type { RecipeDraft } from "../draft/recipeDraft.ts";
import type { AskingSettings, StepName } from "../steps/asking.ts";
import { factsText } from "./dataItems.ts";
import { type ChoiceItem, heading } from "./items.ts";
import { networkText } from "./modelItems.ts";

export type PlanChoice = "run" | "write" | "folder" | Exclude<StepName, "plan">;

export interface PlanNames {
  readonly model: string;
  readonly data: string;
  /** The recipe's file, relative to the workspace. */
  readonly recipe: string;
  readonly time: string;
}

/** Whether the recipe can be run at once, and the model that is not to be asked for. */
export type PlanSettings = Pick<AskingSettings, "canRun" | "model">;

/** What is about to be done. Every line leads back to the question that it answers. */
export function planItems(
  draft: RecipeDraft,
  names: PlanNames,
  { canRun, model }: PlanSettings,
): ChoiceItem<PlanChoice>[] {
  const write: ChoiceItem<PlanChoice> = {
    label: "$(new-file) Write the recipe",
    description: names.recipe,
    choice: "write",
  };
  const run: ChoiceItem<PlanChoice> = {
    label: "$(play) Write the recipe and run it",
    description: names.recipe,
    choice: "run",
  };
  const only: ChoiceItem<PlanChoice> = { label: "$(new-file) Write the recipe only", choice: "write" };
  return [
    ...(canRun ? [run, only] : [write]),
    heading("What it does"),
    { label: names.model, description: networkText(draft.network), ...(model ? {} : { choice: "model" }) },
    { label: names.data, description: factsText(draft.data), choice: "data" },
    ...planLines(draft).map(({ title, summary, detail = "", question }) => ({
      label: capitalised(title),
      description: summary,
      detail,
      choice: question,
    })),
    { label: "Time", description: names.time },
    heading("Where it is written"),
    { label: names.recipe, description: "choose another folder…", choice: "folder" },
  ];
}
