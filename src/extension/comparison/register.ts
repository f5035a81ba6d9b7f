import { commands, Disposable, type WebviewPanel, window, workspace } from "vscode";
import { once } from "../once.ts";
import type { Services } from "../services.ts";
import { comparisonPanelType, comparisonScheme } from "./viewType.ts";

/** Registers comparisons of two models. Nothing of it is loaded before it is used. */
export function registerComparisons(services: Services): Disposable {
  const load = once(async () => {
    const { ComparisonFeature } = await import("./comparisonFeature.ts");
    return new ComparisonFeature(services);
  });
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(comparisonScheme, {
      provideTextDocumentContent: async (uri) => (await load()).figures.provideTextDocumentContent(uri),
    }),
    window.registerWebviewPanelSerializer(comparisonPanelType, {
      deserializeWebviewPanel: async (panel: WebviewPanel, state: unknown) =>
        (await load()).panels.deserializeWebviewPanel(panel, state),
    }),
    commands.registerCommand("sparsity.compareModels", async (...parameters) => (await load()).compare(parameters)),
    commands.registerCommand("sparsity.compareWithHead", async (...parameters) =>
      (await load()).compareWithHead(parameters),
    ),
  );
}
