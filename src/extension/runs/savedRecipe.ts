import { type Uri, workspace } from "vscode";
import { RunStartError } from "./runStartError.ts";

/**
 * Saves a recipe that is open and has changes: the trainer reads the file.
 *
 * @returns the path of the file
 * @throws RunStartError where there is none, or it could not be saved
 */
export async function savedRecipe(recipe: Uri): Promise<string> {
  if (recipe.scheme !== "file") {
    throw new RunStartError("Save the recipe to a file first: the trainer reads it from there.");
  }
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === recipe.toString());
  if (document?.isDirty && !(await document.save())) {
    throw new RunStartError(`${recipe.fsPath} has changes that could not be saved, so it was not run.`);
  }
  return recipe.fsPath;
}
