import path from "node:path";
import { Uri, window, workspace } from "vscode";

/** Asks where to save a file, and writes it. */
export async function saveFile(folder: string, suggestedName: string, content: string | Uint8Array): Promise<void> {
  const defaultUri = Uri.file(path.join(folder, path.basename(suggestedName)));
  const target = await window.showSaveDialog({ defaultUri });
  if (target) await workspace.fs.writeFile(target, typeof content === "string" ? Buffer.from(content) : content);
}
