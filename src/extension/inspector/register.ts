import { commands, Disposable, type Uri, type WebviewPanel, window, workspace } from "vscode";
import type { Services } from "../services.ts";
import type { InspectedDocument } from "./inspectedDocument.ts";
import { comparisonScheme, viewTypes } from "./viewTypes.ts";

/** Registers mask inspectors and what opens them. Nothing of it is loaded before it is used. */
export function registerInspector(services: Services): Disposable {
  const load = once(async () => {
    const { InspectorFeature } = await import("./inspectorFeature.ts");
    return new InspectorFeature(services);
  });
  const editors = {
    openCustomDocument: async (uri: Uri) => (await load()).editors.openCustomDocument(uri),
    resolveCustomEditor: async (document: InspectedDocument, panel: WebviewPanel) =>
      (await load()).editors.resolveCustomEditor(document, panel),
  };
  const options = { supportsMultipleEditorsPerDocument: true };
  return Disposable.from(
    window.registerCustomEditorProvider(viewTypes.model, editors, options),
    window.registerCustomEditorProvider(viewTypes.json, editors, options),
    workspace.registerTextDocumentContentProvider(comparisonScheme, {
      provideTextDocumentContent: async (uri) => (await load()).comparisons.provideTextDocumentContent(uri),
    }),
    commands.registerCommand("sparsity.inspectMasks", async (...parameters) => (await load()).inspect(parameters)),
    commands.registerCommand("sparsity.compareModels", async (...parameters) => (await load()).compare(parameters)),
  );
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
