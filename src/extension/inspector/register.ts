import { commands, Disposable, type Uri, type WebviewPanel, window } from "vscode";
import { once } from "../once.ts";
import type { Services } from "../services.ts";
import type { InspectedDocument } from "./inspectedDocument.ts";
import { viewTypes } from "./viewTypes.ts";

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
    commands.registerCommand("sparsity.inspectMasks", async (...parameters) => (await load()).inspect(parameters)),
  );
}
