import type { Recipe, Rule } from "../../recipes/recipe.ts";
import { targetOf } from "../../recipes/rules.ts";
import { percent } from "../../runs/figures.ts";
import type { RecipeAnalysis } from "./analysis.ts";
import { scheduledEvents } from "./curve.ts";
import { eventTable } from "./hovers.ts";
import { ruleText } from "./lenses.ts";
import { weightsIn } from "./networkFacts.ts";
import { scheduleCurve } from "./scheduleCurve.ts";
import { capitalised, counted } from "./wording.ts";

/** What a recipe will do and when, as a page of Markdown. @param name of the recipe's file */
export function schedulePreview(name: string, analysis: RecipeAnalysis): string {
  const { recipe, problems } = analysis;
  const found = problems.map(({ severity, message }) => `- **${capitalised(severity)}**: ${message}`);
  if (!recipe) {
    return page(name, ["The recipe has errors; the schedule is shown when they are gone.", found.join("\n")]);
  }
  const rules = recipe.rules.map((rule, index) => ruleSection(rule, index, recipe, analysis));
  const none = "No rules: the network is trained without being pruned.";
  return page(name, [summary(recipe, analysis), found.join("\n"), ...(rules.length > 0 ? rules : [none])]);
}

function page(name: string, parts: readonly string[]): string {
  return `${[`# ${name}`, ...parts].filter((part) => part !== "").join("\n\n")}\n`;
}

function summary(recipe: Recipe, { network, plan }: RecipeAnalysis): string {
  const passes = counted(recipe.passes, "pass", "passes");
  if (!network || !plan || plan.length === 0) return `${passes} of \`${recipe.model}\`.`;
  const cut = plan.reduce((sum, { tensor, target }) => {
    const kept = scheduledEvents(target, [tensor], recipe.passes).at(-1)?.kept ?? 0;
    return sum + weightsIn([tensor]) - kept;
  }, 0);
  return `${passes} of \`${recipe.model}\`: ${percent(cut / network.weights)} of its ${counted(network.weights, "weight")} become zero.`;
}

function ruleSection(rule: Rule, index: number, recipe: Recipe, analysis: RecipeAnalysis): string {
  const selectors = [rule.select].flat().map((selector) => `\`${selector}\``);
  const heading = `## ${selectors.length > 3 ? `${selectors.slice(0, 3).join(", ")} and ${selectors.length - 3} more` : selectors.join(", ")}`;
  const text = `${capitalised(ruleText(rule, index, analysis))}.`;
  if (rule.sparsityUpperBound === 0) return `${heading}\n\n${text}`;
  const tensors = analysis.plan?.filter((ruled) => ruled.rule === index).map(({ tensor }) => tensor) ?? [];
  const events = scheduledEvents(targetOf(rule), tensors, recipe.passes);
  const table = eventTable(events, weightsIn(tensors), events.length);
  return [heading, text, scheduleCurve(events, recipe.passes), table].join("\n\n");
}
