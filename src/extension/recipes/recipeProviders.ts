import path from "node:path";
import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  DocumentLink,
  type DocumentLinkProvider,
  Hover,
  type HoverProvider,
  MarkdownString,
  type Position,
  type TextDocument,
  Uri,
} from "vscode";
import type { RecipeCompletion } from "./completions.ts";
import { hoverAt } from "./hovers.ts";
import { type RecipeLens, recipeLenses } from "./lenses.ts";
import { linkTo, trainFirstCommand } from "./recipeCommands.ts";
import type { RecipeDocuments } from "./recipeDocuments.ts";
import { dataFilesOf, modelOf } from "./recipeFiles.ts";
import { rangeAt } from "./textRanges.ts";

const kinds: Readonly<Record<RecipeCompletion["kind"], CompletionItemKind>> = {
  group: CompletionItemKind.Enum,
  class: CompletionItemKind.Class,
  glob: CompletionItemKind.Operator,
  layer: CompletionItemKind.Variable,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  column: CompletionItemKind.Field,
};

/** Layers, classes, groups, globs; models, data, columns. */
export function completionProvider(documents: RecipeDocuments): CompletionItemProvider {
  return {
    async provideCompletionItems(document: TextDocument, position: Position) {
      const completions = await documents.completions(document, document.offsetAt(position));
      if (!completions) return undefined;
      const range = rangeAt(document, completions);
      return completions.items.map(({ value, kind, detail }, index) => {
        const item = new CompletionItem({ label: value, description: detail }, kinds[kind]);
        item.range = range;
        item.insertText = JSON.stringify(value);
        // What stands there already begins with a quote.
        item.filterText = item.insertText;
        item.sortText = String(index).padStart(5, "0");
        return item;
      });
    },
  };
}

/** What a selector selects, and what a rule's schedule asks for. */
export function hoverProvider(documents: RecipeDocuments): HoverProvider {
  return {
    async provideHover(document: TextDocument, position: Position) {
      const hover = hoverAt(await documents.analyse(document), document.offsetAt(position));
      return hover && new Hover(new MarkdownString(hover.markdown), rangeAt(document, hover));
    },
  };
}

/** Lines above a recipe and its rules. */
export function lensProvider(documents: RecipeDocuments): CodeLensProvider {
  return {
    onDidChangeCodeLenses: documents.onDidChange,
    async provideCodeLenses(document: TextDocument) {
      const analysis = await documents.analyse(document);
      const lenses = recipeLenses(analysis, await documents.lensFacts(document, analysis));
      return lenses.map((lens) => {
        const { offset } = analysis.source.rangeOf(lens.at);
        return new CodeLens(rangeAt(document, { offset, length: 1 }), commandOf(lens, document.uri));
      });
    },
  };
}

function commandOf({ title, does }: RecipeLens, recipe: Uri): Command {
  switch (does.action) {
    case "run":
      return { title, command: "sparsity.runRecipe", arguments: [recipe] };
    case "preview":
      return { title, command: "sparsity.previewSchedule", arguments: [recipe] };
    case "showProblems":
      return { title, command: "workbench.actions.view.problems" };
    case "openRun":
      return { title, command: "sparsity.openTrainingPanel", arguments: [Uri.file(does.folder)] };
    case "trainFirst":
      return trainFirstCommand(title, does.recipe, does.folder);
  }
}

/** From names of files to the files: models open in the mask inspector, data is shown in the explorer. */
export function linkProvider(documents: RecipeDocuments): DocumentLinkProvider {
  return {
    async provideDocumentLinks(document: TextDocument) {
      const { source, network, problems } = await documents.analyse(document);
      const folder = path.dirname(document.uri.fsPath);
      const missing = new Set(problems.map(({ range }) => range?.offset));
      const model = modelOf(source, folder);
      const links = [
        ...(model && network
          ? [{ at: model.at, tooltip: "Inspect layer masks", target: linkTo("sparsity.inspectMasks", network.path) }]
          : []),
        ...dataFilesOf(source, folder).map((data) => ({
          at: data.at,
          tooltip: "Show in the explorer",
          target: linkTo("revealInExplorer", data.path),
        })),
      ];
      return links.flatMap(({ at, tooltip, target }) => {
        const range = source.rangeOf(at);
        if (missing.has(range.offset)) return [];
        const inQuotes = { offset: range.offset + 1, length: range.length - 2 };
        return [Object.assign(new DocumentLink(rangeAt(document, inQuotes), target), { tooltip })];
      });
    },
  };
}
