import type { Finding } from "./finding.ts";
import type { RecipeProblem } from "./problem.ts";
import type { Recipe } from "./recipe.ts";
import { resolveRules, type SelectableLayer, targetOf } from "./rules.ts";
import { recoveryFindings, scheduleFindings } from "./scheduleFindings.ts";
import { overriddenFindings, selectorFindings, trainableFindings } from "./selectorFindings.ts";
import type { RecipeSource } from "./source.ts";

/**
 * What a valid recipe would not do although it seems to say so, found before anything runs. None of it is an error.
 *
 * @param layers of the network, in its order; undefined where it is not known, which leaves the schedules to check
 * @param source of the recipe, for the places; problems have none without it
 */
export function diagnose(
  recipe: Recipe,
  layers: readonly SelectableLayer[] | undefined,
  source?: RecipeSource,
): RecipeProblem[] {
  const findings = [
    ...(layers ? layerFindings(recipe, layers) : []),
    ...recipe.rules.flatMap((rule, index) => scheduleFindings(rule, index, recipe.passes)),
    ...recoveryFindings(targetsOf(recipe, layers), recipe.passes),
  ];
  return findings.map((finding) => (source ? { ...finding, range: source.rangeOf(finding.path) } : finding));
}

function layerFindings(recipe: Recipe, layers: readonly SelectableLayer[]): Finding[] {
  const findings = recipe.rules.flatMap((rule, index) => [
    ...selectorFindings(rule, index, layers),
    ...overriddenFindings(recipe.rules, index, layers),
  ]);
  findings.push(...trainableFindings(recipe.trainable, layers));
  // No rules at all is a wish: to train a network densely.
  if (recipe.rules.length > 0 && targetsOf(recipe, layers).length === 0) {
    const message = "The rules prune nothing: the run would only fine-tune the network.";
    findings.push({ severity: "warning", code: "nothingPruned", path: ["rules"], message });
  }
  return findings;
}

function targetsOf({ rules }: Recipe, layers: readonly SelectableLayer[] | undefined) {
  if (!layers) return rules.map(targetOf).filter(({ sparsityUpperBound }) => sparsityUpperBound > 0);
  const tensors = layers.flatMap((layer) => layer.tensors);
  return resolveRules(rules, tensors).map(({ target }) => target);
}
