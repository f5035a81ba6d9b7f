import { commands, Disposable, type TextDocument, Uri, window, workspace } from "vscode";
import type { Services } from "../services.ts";
import { isRecipe } from "./isRecipe.ts";
import type { RecipeFeatures } from "./recipeFeatures.ts";

/** Language features of recipes. Nothing but this is loaded before the first one is open. */
export function registerRecipeFeatures(services: Services): Disposable {
  let features: Promise<RecipeFeatures> | undefined;
  const load = () => {
    features ??= import("./recipeFeatures.ts").then((module) => new module.RecipeFeatures(services));
    return features;
  };
  const loadFor = (document: TextDocument) => {
    if (isRecipe(document)) void load();
  };
  workspace.textDocuments.forEach(loadFor);
  return Disposable.from(
    workspace.onDidOpenTextDocument(loadFor),
    commands.registerCommand("sparsity.previewSchedule", async (given: unknown) => {
      const recipe = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
      if (recipe) await (await load()).previewSchedule(recipe);
    }),
    new Disposable(() => void features?.then((loaded) => loaded.dispose())),
  );
}
