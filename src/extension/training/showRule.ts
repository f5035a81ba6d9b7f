import { readFile } from "node:fs/promises";
import { Position, Range, Uri, ViewColumn, window } from "vscode";
import { RecipeSource } from "../../recipes/source.ts";
import { recipeOfRun } from "../runs/recipeOfRun.ts";
import type { Run } from "../services.ts";

/**
 * Opens the recipe of a run beside its panel, at the rule that decides for a tensor.
 *
 * @throws an error with a sentence where no rule does
 */
export async function showRule({ folder, state }: Run, tensor: string): Promise<void> {
  const planned = state.tensors.get(tensor)?.plan;
  if (!planned) throw new Error(`No rule of this run prunes ${tensor}.`);
  const { file, root } = await recipeOfRun(folder.fsPath);
  const source = new RecipeSource(await readFile(file, "utf8"));
  const { line, column } = source.rangeOf([...root, "rules", planned.rule]);
  const at = new Position(line - 1, column - 1);
  await window.showTextDocument(Uri.file(file), { viewColumn: ViewColumn.Beside, selection: new Range(at, at) });
}
