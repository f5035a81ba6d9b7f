import path from "node:path";
import { commands, Disposable, EventEmitter, type TextDocumentContentProvider, Uri, workspace } from "vscode";
import { isRecipe } from "./isRecipe.ts";
import type { RecipeDocuments } from "./recipeDocuments.ts";
import { schedulePreview } from "./schedulePreview.ts";

export const previewScheme = "sparsity-schedule";

/** Pages of Markdown that follow what is typed into a recipe. */
export class PreviewDocuments implements TextDocumentContentProvider, Disposable {
  readonly #documents: RecipeDocuments;
  readonly #changed = new EventEmitter<Uri>();
  readonly #shown = new Set<string>();
  readonly #disposables: Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(documents: RecipeDocuments) {
    this.#documents = documents;
    this.#disposables = Disposable.from(
      this.#changed,
      workspace.registerTextDocumentContentProvider(previewScheme, this),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isRecipe(document)) this.#refresh(document.uri);
      }),
      documents.onDidChange(() => {
        for (const recipe of this.#shown) this.#refresh(Uri.parse(recipe));
      }),
    );
  }

  async show(recipe: Uri): Promise<void> {
    this.#shown.add(recipe.toString());
    await commands.executeCommand("markdown.showPreviewToSide", previewUri(recipe));
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const recipe = Uri.parse(uri.query);
    const document = await workspace.openTextDocument(recipe);
    return schedulePreview(path.basename(recipe.path), await this.#documents.analyse(document));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #refresh(recipe: Uri): void {
    if (this.#shown.has(recipe.toString())) this.#changed.fire(previewUri(recipe));
  }
}

function previewUri(recipe: Uri): Uri {
  const name = `${path.posix.basename(recipe.path).replace(/\.prune\.json$/, "")} schedule.md`;
  return Uri.from({ scheme: previewScheme, path: `/${name}`, query: recipe.toString() });
}
