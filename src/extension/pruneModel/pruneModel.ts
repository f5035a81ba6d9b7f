import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { commands, QuickInputButtons, Uri, window, workspace } from "vscode";
import { readResolvedRecipe } from "../../runs/runFolder.ts";
import { tellStartFailure } from "../commands/startFailure.ts";
import { describeModel } from "../recipes/describeModel.ts";
import { NetworkReader } from "../recipes/networkReader.ts";
import { restrictedMode } from "../runs/runStartError.ts";
import type { Services } from "../services.ts";
import { browse } from "./browse.ts";
import { pathFrom } from "./draft/recipePlace.ts";
import { recipeText, type TextSettings } from "./draft/recipeText.ts";
import { type PastRun, timeText } from "./draft/timeEstimate.ts";
import { sentenceOf } from "./find/lists.ts";
import type { Surroundings, WizardResult } from "./steps/asking.ts";
import { chosenModel } from "./steps/modelStep.ts";
import { parseRemembered, rememberedKey } from "./steps/rememberedChoices.ts";
import { askForRecipe } from "./steps/wizard.ts";

/**
 * Asks what to prune and how, writes the recipe, and runs it.
 *
 * @param uri a model's file, which is then not asked for
 */
export async function pruneModel(services: Services, uri?: Uri): Promise<void> {
  if (workspace.isTrusted) return makeRecipe(services, "Prune Model", true, uri);
  const manage = "Manage Trust";
  const chosen = await window.showWarningMessage(`${restrictedMode} Create Recipe works without, too.`, manage);
  if (chosen === manage) await commands.executeCommand("workbench.trust.manage");
}

/** The same without running it. */
export function createRecipe(services: Services, uri?: Uri): Promise<void> {
  return makeRecipe(services, "Create Recipe", false, uri);
}

async function makeRecipe(services: Services, title: string, canRun: boolean, uri?: Uri): Promise<void> {
  const { workspaceState } = services.context;
  try {
    const around = surroundings(services);
    const model = uri && (await chosenModel({ kind: "file", path: uri.fsPath }, around.readNetwork));
    const remembered = parseRemembered(workspaceState.get(rememberedKey));
    const result = await askForRecipe(around, { title, model, canRun, remembered });
    if (!result) return;
    await workspaceState.update(rememberedKey, result.remembered);
    const recipe = await writeRecipe(result);
    await window.showTextDocument(recipe);
    if (result.run) await services.runs.start(recipe).catch((error) => tellStartFailure(services.log, error, recipe));
  } catch (error) {
    services.log.error(`${title}: ${sentenceOf(error)}`);
    await window.showErrorMessage(sentenceOf(error));
  }
}

function surroundings(services: Services): Surroundings {
  const reader = new NetworkReader((file) => describeModel(services, file));
  return {
    inputs: {
      createQuickPick: window.createQuickPick,
      createInputBox: window.createInputBox,
      backButton: QuickInputButtons.Back,
      refuse: (sentence) => void window.showWarningMessage(sentence),
    },
    folders: (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath),
    readNetwork: ({ path: file }) => reader.read(file),
    namesIn: (folder) => readdir(folder).catch(() => []),
    nameOf: (file) => workspace.asRelativePath(file),
    browse,
    timeOf: async ({ model, data, passes }) => timeText({ model, data: data.place, passes }, await pastRuns(services)),
  };
}

/** Runs of the workspace whose recipe can be read, newest first. */
async function pastRuns({ runs }: Services): Promise<PastRun[]> {
  const read = (await runs.list()).map(async ({ folder, state }) => {
    const recipe = await readResolvedRecipe(folder.fsPath).catch(() => undefined);
    return recipe ? [{ name: workspace.asRelativePath(folder), folder: folder.fsPath, state, recipe }] : [];
  });
  return (await Promise.all(read)).flat();
}

async function writeRecipe({ draft, folder, name }: WizardResult): Promise<Uri> {
  const text = recipeText(draft, {
    pathTo: (file) => pathFrom(folder, file),
    engine: engineSetting(),
  });
  const file = path.join(folder, name);
  try {
    // Never over a file that has come meanwhile.
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    throw new Error(`The recipe ${file} could not be written: ${sentenceOf(error)}`);
  }
  return Uri.file(file);
}

function engineSetting(): TextSettings["engine"] {
  const setting = workspace.getConfiguration("sparsityInspector").get("engine");
  return setting === "native" || setting === "wasm" ? setting : "auto";
}
