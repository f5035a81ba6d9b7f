import { readFile } from "node:fs/promises";
import { Position, Range, Uri, ViewColumn, window } from "vscode";
import { placeInRun } from "../../inspection/inRun.ts";
import type { InspectedRun } from "../../protocol/maskInspector.ts";
import { RecipeSource } from "../../recipes/source.ts";
import { runPaths } from "../../runs/runFolder.ts";

/**
 * Opens the recipe of a run beside the file that it wrote, at the rule that decides for a tensor.
 *
 * @throws Error in a sentence where no rule does
 */
export async function showRule(file: string, run: InspectedRun | null, tensor: string): Promise<void> {
  const place = await placeInRun(file);
  const planned = run?.plan.find((plan) => plan.tensor === tensor);
  if (!place || !run) throw new Error("No run has made this file, so there is no recipe to show.");
  if (!planned) throw new Error(`No rule of the run ${run.name} prunes ${tensor}.`);
  const { recipe } = runPaths(place.folder);
  const { line, column } = new RecipeSource(await readFile(recipe, "utf8")).rangeOf(["recipe", "rules", planned.rule]);
  const at = new Position(line - 1, column - 1);
  await window.showTextDocument(Uri.file(recipe), { viewColumn: ViewColumn.Beside, selection: new Range(at, at) });
}
