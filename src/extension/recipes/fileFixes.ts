import type { RecipeFix } from "../../recipes/fixes.ts";
import { nearest } from "../../recipes/nearest.ts";
import type { RecipeSource } from "../../recipes/source.ts";
import type { EditorProblem } from "./analysis.ts";
import type { RecipeCompletion } from "./completions.ts";

/**
 * Ways out of a name that leads nowhere: what the workspace has instead, the most alike first.
 *
 * @param candidates what could stand in its place
 */
export function fileFixes(
  { path, code, range }: EditorProblem,
  source: RecipeSource,
  candidates: readonly RecipeCompletion[],
): RecipeFix[] {
  const isName = code === "modelMissing" || code === "dataMissing" || code === "labelMissing";
  if (!isName || !path || !range) return [];
  const values = candidates.map(({ value }) => value);
  const alike = nearest(String(source.valueAt(path)), values, 3);
  // Without any that is alike, the first few are what a person looks through.
  const offered = alike.length > 0 ? alike : values.slice(0, 3);
  return offered.map((value) => ({
    title: `Change to ${JSON.stringify(value)}`,
    edits: [{ offset: range.offset, length: range.length, content: JSON.stringify(value) }],
  }));
}
