import { Asking, type AskingSettings, type Surroundings, type WizardResult } from "./asking.ts";
import { dataStep } from "./dataStep.ts";
import { modelStep } from "./modelStep.ts";
import { planStep } from "./planStep.ts";
import type { Remembered } from "./rememberedChoices.ts";
import { rulesStep } from "./rulesStep.ts";
import { scheduleStep } from "./scheduleStep.ts";
import { trainingStep } from "./trainingStep.ts";

/** Asks all that a recipe needs; undefined where the person left before the end. */
export async function askForRecipe(
  around: Surroundings,
  settings: AskingSettings,
): Promise<(WizardResult & { readonly remembered: Remembered }) | undefined> {
  const asking = new Asking(around, settings, {
    model: modelStep,
    data: dataStep,
    rules: rulesStep,
    schedule: scheduleStep,
    training: trainingStep,
    plan: planStep,
  });
  await asking.multi.run(asking.to(settings.model ? "data" : "model"));
  return asking.result && { ...asking.result, remembered: asking.answers.remember() };
}
