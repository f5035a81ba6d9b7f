import type { RecipePath } from "../../recipes/problem.ts";
import type { Rule } from "../../recipes/recipe.ts";
import { targetOf } from "../../recipes/rules.ts";
import { compileSelectors } from "../../recipes/selectors.ts";
import { count, percent } from "../../runs/figures.ts";
import type { RecipeAnalysis } from "./analysis.ts";
import { eventsText, scheduledEvents } from "./curve.ts";
import { tensorsOf, weightsIn } from "./networkFacts.ts";
import { counted } from "./wording.ts";

/** What a line above the recipe or a rule does when it is clicked. */
export type LensAction =
  | { readonly action: "run" | "preview" | "showProblems" }
  | { readonly action: "openRun"; readonly folder: string }
  /** Trains the network that is to be pruned, into the folder where the recipe expects it. */
  | { readonly action: "trainFirst"; readonly recipe: string; readonly folder: string };

/** A line above what it is about. */
export interface RecipeLens {
  readonly at: RecipePath;
  readonly title: string;
  readonly does: LensAction;
}

/** What the lenses tell beside the recipe itself. */
export interface LensFacts {
  /** Folder of the newest run of this recipe. */
  readonly newestRun: string | undefined;
  /** A recipe beside this one that trains the model that is missing. */
  readonly trainFirst: { readonly recipe: string; readonly name: string; readonly folder: string } | undefined;
  /** Folder of the run that is to be the model, while it goes on. */
  readonly training: string | undefined;
}

export function recipeLenses(analysis: RecipeAnalysis, facts: LensFacts): RecipeLens[] {
  const { recipe, problems } = analysis;
  const { newestRun } = facts;
  const errors = problems.filter(({ severity }) => severity === "error");
  const run: RecipeLens[] =
    errors.length === 0 ? [{ at: [], title: "$(play) Run", does: { action: "run" } }] : [blocked(analysis, facts)];
  const preview: RecipeLens[] =
    recipe && recipe.rules.length > 0 ? [{ at: [], title: "Preview Schedule", does: { action: "preview" } }] : [];
  const newest: RecipeLens[] =
    newestRun === undefined
      ? []
      : [{ at: [], title: "Open Newest Run", does: { action: "openRun", folder: newestRun } }];
  const rules = recipe?.rules.map((rule, index): RecipeLens => {
    return { at: ["rules", index], title: ruleText(rule, index, analysis), does: { action: "preview" } };
  });
  return [...run, ...preview, ...newest, ...(rules ?? [])];
}

/** Why the recipe cannot run, and what to do first. */
function blocked({ problems, source }: RecipeAnalysis, { trainFirst, training }: LensFacts): RecipeLens {
  const model = String(source.valueAt(["model"]));
  if (training !== undefined) {
    const title = `$(sync~spin) ${model} is being trained: run this when it has ended`;
    return { at: [], title, does: { action: "openRun", folder: training } };
  }
  if (trainFirst && problems.some(({ code }) => code === "modelMissing")) {
    const { recipe, name, folder } = trainFirst;
    const title = `$(play) Run ${name} first: it trains ${model}`;
    return { at: [], title, does: { action: "trainFirst", recipe, folder } };
  }
  const errors = problems.filter(({ severity }) => severity === "error");
  const title = `$(error) ${counted(errors.length, "problem")} to solve before it can run`;
  return { at: [], title, does: { action: "showProblems" } };
}

/** `4 tensors · 430,500 weights · 7 events up to pass 12`. */
export function ruleText(rule: Rule, index: number, { recipe, network, plan }: RecipeAnalysis): string {
  const target = targetOf(rule);
  if (!network || !plan) {
    return rule.sparsityUpperBound === 0 ? "stays dense" : eventsText(scheduledEvents(target, [], recipe?.passes));
  }
  const selected = tensorsOf(network).filter(compileSelectors(rule.select));
  if (selected.length === 0) return "selects nothing";
  if (rule.sparsityUpperBound === 0) {
    return `stays dense: ${counted(selected.length, "tensor")} · ${count(weightsIn(selected))} weights`;
  }
  const won = plan.filter((ruled) => ruled.rule === index).map(({ tensor }) => tensor);
  if (won.length === 0) return "later rules select all of it again";
  const tensors =
    won.length === selected.length
      ? counted(won.length, "tensor")
      : `${won.length} of ${counted(selected.length, "tensor")}, later rules have the others`;
  const events = scheduledEvents(target, won, recipe?.passes);
  const reached = percent(events.at(-1)?.sparsity ?? 0);
  return `${tensors} · ${count(weightsIn(won))} weights · ${eventsText(events)} · ${reached}`;
}
