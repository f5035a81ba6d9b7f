import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { commands, Uri, window, workspace } from "vscode";
import type { Services } from "../services.ts";
import { freeFolderName, sampleText } from "./draft/sampleWorkspace.ts";
import { sentenceOf } from "./find/lists.ts";

const sample = "lenet-fashion-mnist";

/** Copies LeNet and its two recipes into a folder that a person chooses, and offers to open it. */
export async function openSample({ context, log }: Services): Promise<void> {
  const [parent] =
    (await window.showOpenDialog({
      title: "Folder to put the sample in",
      openLabel: "Put It Here",
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: workspace.workspaceFolders?.[0]?.uri ?? Uri.file(os.homedir()),
    })) ?? [];
  if (!parent) return;
  try {
    const names = await readdir(parent.fsPath);
    const folder = path.join(parent.fsPath, freeFolderName(sample, names));
    await copySample(path.join(context.extensionPath, "examples", sample), folder);
    await offerToOpen(folder);
  } catch (error) {
    log.error(`The sample could not be copied: ${sentenceOf(error)}`);
    await window.showErrorMessage(`The sample could not be copied: ${sentenceOf(error)}`);
  }
}

async function copySample(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of (await readdir(from)).filter((one) => one.endsWith(".json"))) {
    await writeFile(path.join(to, name), sampleText(await readFile(path.join(from, name), "utf8")));
  }
}

async function offerToOpen(folder: string): Promise<void> {
  const open = "Open";
  const openApart = "Open in New Window";
  const isEmpty = workspace.workspaceFolders === undefined;
  const sentence = `The sample is in ${folder}. Open train.prune.json there and run it; then prune.prune.json.`;
  const choice = await window.showInformationMessage(sentence, ...(isEmpty ? [open] : [open, openApart]));
  if (choice === undefined) return;
  await commands.executeCommand("vscode.openFolder", Uri.file(folder), { forceNewWindow: choice === openApart });
}
