import { commands, Uri } from "vscode";
import type { Services } from "../services.ts";
import { chosenIn } from "./chosenPaths.ts";
import { inspectedFileOf, isJson } from "./inspectedFile.ts";
import type { MaskInspectorEditors } from "./maskInspectorEditors.ts";
import { pickModel } from "./pickModel.ts";
import { viewTypes } from "./viewTypes.ts";

/**
 * Opens an inspector on a model file, a run's folder or a model that is asked for.
 *
 * @param parameters of the command; see `chosenIn`
 * @throws Error in a sentence where there is no model
 */
export async function inspectMasks(
  services: Services,
  editors: MaskInspectorEditors,
  parameters: readonly unknown[],
): Promise<void> {
  const [chosen] = chosenIn(parameters);
  const given = chosen?.uri ?? (await pickModel(services, "The model to look into"));
  if (!given) return;
  // What is on no disk is refused by the editor.
  const uri = given.scheme === "file" ? Uri.file(await inspectedFileOf(given.fsPath)) : given;
  if (chosen?.tensor !== undefined) editors.select(uri, chosen.tensor);
  await commands.executeCommand("vscode.openWith", uri, isJson(uri.path) ? viewTypes.json : viewTypes.model);
}
