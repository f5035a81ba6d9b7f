import path from "node:path";
import { ConfigurationTarget, ProgressLocation, window, workspace } from "vscode";
import { thisComputer } from "../../nativeSetup/outside.ts";
import { NativeSetupError } from "../../nativeSetup/setupError.ts";
import { hasTfjsNode } from "../../nativeSetup/tryEngine.ts";
import { listEngines } from "../../protocol/listEngines.ts";
import type { EngineReport } from "../../protocol/trainerMessages.ts";
import { trainerSetting } from "../runs/trainerSetting.ts";
import { Trainers } from "../runs/trainers.ts";
import type { Services } from "../services.ts";
import { engineText, isAvailable } from "./engineText.ts";
import { setUpWithProgress } from "./setUpWithProgress.ts";

const setUp = "Set Up";
const choose = "Choose Folder…";
const showLog = "Show Log";

/** Shows which engines work here, and helps the native one to: by setting it up, or by a folder that has tfjs-node. */
export async function setUpNativeEngine(services: Services): Promise<void> {
  const trainers = new Trainers(services.context);
  try {
    const engines = await lookAtEngines(services, trainers);
    const action = isAvailable(engines, "native")
      ? await window.showInformationMessage(`The ${engineText(engines, "native")}`, choose)
      : await window.showWarningMessage(`The ${engineText(engines, "native")} ${advice}`, setUp, choose);
    if (action === setUp) await setUpAndCheck(services, trainers);
    if (action === choose) await chooseAndCheck(services, trainers);
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    services.log.error(`Set Up Native Engine: ${sentence}`);
    if (error instanceof NativeSetupError) for (const problem of error.problems) services.log.error(problem);
    if ((await window.showErrorMessage(sentence, showLog)) === showLog) services.log.show();
  }
}

const advice =
  "Setting it up downloads TensorFlow, 0.4 GB, into the storage of this extension, where it takes 1.2 GB in the end.";

async function setUpAndCheck(services: Services, trainers: Trainers): Promise<void> {
  const { ownNativeEngine } = trainers.choice;
  services.log.info(`Setting the native engine up in ${ownNativeEngine}`);
  const setting = await trainerSetting(trainers.choice, path.dirname(trainers.program));
  const setup = await setUpWithProgress(ownNativeEngine, thisComputer(trainers.program, setting), services.log);
  if (!setup) return;
  // Another folder would take precedence.
  await useFolder(undefined);
  await tellResult(services, trainers);
}

async function chooseAndCheck(services: Services, trainers: Trainers): Promise<void> {
  const openLabel = "Use This Folder";
  const [folder] =
    (await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel, title: choose })) ?? [];
  if (!folder) return;
  if (!(await hasTfjsNode(folder.fsPath))) {
    throw new Error(
      `${folder.fsPath} has no node_modules/@tensorflow/tfjs-node. Choose the folder above node_modules.`,
    );
  }
  services.log.info(`Native engine: ${folder.fsPath}`);
  await useFolder(folder.fsPath);
  await tellResult(services, trainers);
}

/** @param folder undefined: the extension's own */
async function useFolder(folder: string | undefined): Promise<void> {
  await workspace.getConfiguration("sparsityInspector").update("nativeEnginePath", folder, ConfigurationTarget.Global);
}

async function tellResult(services: Services, trainers: Trainers): Promise<void> {
  const engines = await lookAtEngines(services, trainers);
  const text = `The ${engineText(engines, "native")}`;
  if (isAvailable(engines, "native")) void window.showInformationMessage(text);
  else void window.showWarningMessage(text);
}

async function lookAtEngines({ log }: Services, trainers: Trainers): Promise<readonly EngineReport[]> {
  // The engine of a workspace that is not trusted is not loaded.
  const trusted = workspace.isTrusted ? workspace.workspaceFolders?.[0]?.uri.fsPath : undefined;
  const cwd = trusted ?? path.dirname(trainers.program);
  const options = { location: ProgressLocation.Notification, title: "Looking at the engines" };
  const engines = await window.withProgress(options, async () =>
    listEngines(trainers.program, await trainerSetting(trainers.choice, cwd)),
  );
  for (const { name } of engines) log.info(engineText(engines, name));
  return engines;
}
