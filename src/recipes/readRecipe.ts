import { readFile } from "node:fs/promises";
import { parseRecipe } from "./parseRecipe.ts";
import { formatProblem } from "./problem.ts";
import type { Recipe } from "./recipe.ts";
import type { RecipeSource } from "./source.ts";

/** A recipe that cannot be used: a sentence, and the single problems, each with its place. */
export class RecipeError extends Error {
  override readonly name = "RecipeError";
  /** As in `lenet.prune.json:3:5: …`; empty where the file could not be read. */
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super(message);
    this.problems = problems;
  }
}

/**
 * A recipe, and the text it came from, for the places of what `diagnose` finds.
 *
 * @throws RecipeError where there is no such file, it cannot be read, or it is no recipe
 */
export async function readRecipe(path: string): Promise<{ readonly recipe: Recipe; readonly source: RecipeSource }> {
  const { recipe, problems, source } = parseRecipe(await readText(path));
  if (recipe) return { recipe, source };
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  throw new RecipeError(
    `The recipe ${path} cannot be used: it has ${count}.`,
    problems.map((problem) => formatProblem(path, problem)),
  );
}

async function readText(path: string): Promise<string> {
  try {
    const text = await readFile(path, "utf8");
    return text.startsWith("\uFEFF") ? text.slice(1) : text;
  } catch (error) {
    throw new RecipeError(sentenceFor(path, error));
  }
}

function sentenceFor(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return `There is no recipe ${path}.`;
  if (code === "EISDIR") return `${path} is a folder; give the *.prune.json file in it.`;
  if (code === "EACCES") return `The recipe ${path} may not be read: permission denied.`;
  return `The recipe ${path} could not be read: ${error instanceof Error ? error.message : String(error)}`;
}
