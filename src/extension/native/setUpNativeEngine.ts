import path from "node:path";
import { ConfigurationTarget, ProgressLocation, window, workspace } from "vscode";
import type { EngineReport } from "../../protocol/trainerMessages.ts";
import { hasTfjsNode, trainerSetting } from "../runs/trainerSetting.ts";
import { Trainers } from "../runs/trainers.ts";
import type { Services } from "../services.ts";
import { engineText, isAvailable } from "./engineText.ts";
import { installTfjsNode } from "./installTfjsNode.ts";
import { listEngines } from "./listEngines.ts";

const install = "Install with npm";
const choose = "Choose Folder…";

/** Shows which engines work here, and helps the native one to: by a folder that has tfjs-node, or by installing it. */
export async function setUpNativeEngine(services: Services): Promise<void> {
  const trainers = new Trainers(services.context);
  try {
    const engines = await lookAtEngines(services, trainers);
    const action = isAvailable(engines, "native")
      ? await window.showInformationMessage(`The ${engineText(engines, "native")}`, choose)
      : await window.showWarningMessage(`The ${engineText(engines, "native")} ${advice}`, install, choose);
    if (action === install) await installAndCheck(services, trainers);
    if (action === choose) await chooseAndCheck(services, trainers);
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    services.log.error(`Set Up Native Engine: ${sentence}`);
    void window.showErrorMessage(sentence);
  }
}

const advice = "Installing it downloads TensorFlow, some hundred megabytes, into the storage of this extension.";

async function installAndCheck(services: Services, trainers: Trainers): Promise<void> {
  if (!workspace.isTrusted)
    throw new Error("Installing runs a task, which a workspace in restricted mode does not allow.");
  const { ownNativeEngine } = trainers.choice;
  services.log.info(`npm installs tfjs-node into ${ownNativeEngine}`);
  const exitCode = await installTfjsNode(ownNativeEngine);
  if (exitCode === undefined) return;
  if (exitCode !== 0) {
    throw new Error(
      `npm could not install the native engine: it ended with code ${exitCode}. Its terminal says why. The wasm engine works without.`,
    );
  }
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
  const settings = workspace.getConfiguration("sparsityInspector");
  await settings.update("nativeEnginePath", folder.fsPath, ConfigurationTarget.Global);
  await tellResult(services, trainers);
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
