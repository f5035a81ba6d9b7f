import path from "node:path";
import { parseRecipe } from "../../recipes/parseRecipe.ts";

/** A recipe in the same folder, as it stands there. */
export interface Neighbour {
  readonly path: string;
  readonly text: string;
}

/**
 * The recipe that makes the run that a model is to come from: one beside it that prunes nothing. Only for models that
 * are runs beside their recipe.
 *
 * @param recipe absolute path
 * @param model absolute path of the run that is missing
 */
export function trainingRecipe(recipe: string, model: string, neighbours: readonly Neighbour[]): string | undefined {
  const runs = path.join(path.dirname(recipe), "runs");
  if (path.dirname(model) !== runs) return undefined;
  return neighbours.find(({ path: other, text }) => {
    const parsed = other === recipe ? undefined : parseRecipe(text).recipe;
    return parsed?.rules.length === 0 && path.resolve(path.dirname(other), parsed.model) !== model;
  })?.path;
}

/** Whether a run's folder is named after this recipe: `runs/lenet-20261124-101112`. */
export function isNamedAfter(run: string, recipe: string): boolean {
  const stem = path.basename(recipe).replace(/(\.prune)?\.jsonc?$/, "");
  const name = path.basename(run);
  return name.startsWith(`${stem}-`) && /^\d{8}-\d{6}(-\d+)?$/.test(name.slice(stem.length + 1));
}
