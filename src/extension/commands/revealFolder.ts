import { commands, env, UIKind, type Uri } from "vscode";

/** Whether files are on another computer than the one a person looks at. */
export function isFarAway(): boolean {
  return env.remoteName !== undefined || env.uiKind === UIKind.Web;
}

/** Shows a folder where a person finds files: in the system's file manager or, where that is far away, in the explorer. */
export async function revealFolder(folder: Uri): Promise<void> {
  await commands.executeCommand(isFarAway() ? "revealInExplorer" : "revealFileInOS", folder);
}
