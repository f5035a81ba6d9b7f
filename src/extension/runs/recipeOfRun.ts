import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { RecipePath } from "../../recipes/problem.ts";
import { readRecipe } from "../../recipes/readRecipe.ts";
import { readResolvedRecipe, runPaths } from "../../runs/runFolder.ts";

/** A text that says what a run does. */
export interface RecipeOfRun {
  readonly file: string;
  /** Where in the text the recipe stands. */
  readonly root: RecipePath;
}

/**
 * The recipe that a person wrote for a run, as long as it still says the same; else what the run keeps of it.
 *
 * @throws RunFolderError where the folder holds no run
 */
export async function recipeOfRun(folder: string): Promise<RecipeOfRun> {
  const kept = { file: runPaths(folder).recipe, root: ["recipe"] };
  const { recipe, baseFolder } = await readResolvedRecipe(folder);
  const written = writtenRecipe(folder, baseFolder);
  if (written === undefined) return kept;
  try {
    const { recipe: now } = await readRecipe(written);
    // What can be given beside the recipe takes precedence over it.
    const { model, engine, seed } = recipe;
    return isDeepStrictEqual({ ...now, model, engine, seed }, recipe) ? { file: written, root: [] } : kept;
  } catch {
    return kept;
  }
}

/** A run is called after its recipe, unless its folder was given by hand. */
function writtenRecipe(folder: string, baseFolder: string): string | undefined {
  const name = /^(.+)-\d{8}-\d{6}(-\d+)?$/.exec(path.basename(folder))?.[1];
  return name === undefined ? undefined : path.join(baseFolder, `${name}.prune.json`);
}
