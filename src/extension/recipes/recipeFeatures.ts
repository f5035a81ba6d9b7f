import { CodeActionKind, Disposable, languages, type Uri } from "vscode";
import type { Services } from "../services.ts";
import { recipeSelector } from "./isRecipe.ts";
import { PreviewDocuments } from "./previewDocuments.ts";
import { RecipeCodeActions } from "./recipeCodeActions.ts";
import { registerRecipeCommands } from "./recipeCommands.ts";
import { showRecipeDiagnostics } from "./recipeDiagnostics.ts";
import { RecipeDocuments } from "./recipeDocuments.ts";
import { completionProvider, hoverProvider, lensProvider, linkProvider } from "./recipeProviders.ts";

/** All that VS Code offers in a recipe. Loaded with the first one that is opened. */
export class RecipeFeatures implements Disposable {
  readonly #previews: PreviewDocuments;
  readonly #disposables: Disposable;

  constructor(services: Services) {
    const documents = new RecipeDocuments(services);
    this.#previews = new PreviewDocuments(documents);
    this.#disposables = Disposable.from(
      documents,
      this.#previews,
      showRecipeDiagnostics(documents),
      languages.registerCodeActionsProvider(recipeSelector, new RecipeCodeActions(documents), {
        providedCodeActionKinds: [CodeActionKind.QuickFix],
      }),
      languages.registerCompletionItemProvider(recipeSelector, completionProvider(documents), '"', "/", "*"),
      languages.registerHoverProvider(recipeSelector, hoverProvider(documents)),
      languages.registerCodeLensProvider(recipeSelector, lensProvider(documents)),
      languages.registerDocumentLinkProvider(recipeSelector, linkProvider(documents)),
      registerRecipeCommands(services),
    );
  }

  previewSchedule(recipe: Uri): Promise<void> {
    return this.#previews.show(recipe);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
