import type { RecipeProblem } from "./problem.ts";
import { type Recipe, recipeSchema } from "./recipe.ts";
import { schemaProblems } from "./schemaProblems.ts";
import { RecipeSource } from "./source.ts";

export interface ParsedRecipe {
  /** Undefined where there are errors. */
  readonly recipe: Recipe | undefined;
  /** All of them, in the order of the text. */
  readonly problems: readonly RecipeProblem[];
  readonly source: RecipeSource;
}

/** Reads the text of a `*.prune.json`: JSON, with comments and trailing commas allowed. */
export function parseRecipe(text: string): ParsedRecipe {
  const source = new RecipeSource(text);
  const syntax = source.syntaxProblems;
  const parsed = recipeSchema.safeParse(source.value);
  // What seems missing may be what could not be read.
  const found = parsed.success ? [] : schemaProblems(parsed.error.issues, source);
  const believed = syntax.length === 0 ? found : found.filter(({ code }) => code !== "missingKey");
  const problems = [...syntax, ...source.duplicateKeys, ...believed];
  return {
    recipe: problems.length === 0 ? parsed.data : undefined,
    problems: problems.sort((a, b) => (a.range?.offset ?? 0) - (b.range?.offset ?? 0)),
    source,
  };
}
