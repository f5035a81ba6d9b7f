import { Disposable, Uri, workspace } from "vscode";
import { runPaths } from "../../runs/runFolder.ts";
import { installed } from "./lockedFolders.ts";

/** Folders of runs in the workspace, where they are and when something happens to them. */

/** Folders that hold a run now. */
export async function findRunFolders(): Promise<Uri[]> {
  const logs = await workspace.findFiles("**/events.ndjson", installed);
  const folders = logs.map((log) => Uri.joinPath(log, ".."));
  const areOurs = await Promise.all(folders.map(mayBeRun));
  return folders.filter((_, i) => areOurs[i]);
}

/** Other programs call their files events.ndjson too. */
export async function mayBeRun(folder: Uri): Promise<boolean> {
  if (folder.scheme !== "file") return false;
  try {
    await workspace.fs.stat(Uri.file(runPaths(folder.fsPath).recipe));
    return true;
  } catch {
    return false;
  }
}

/**
 * @param touched is told of a folder whose events or lock have changed; it may be no run
 * @param removed is told of whatever was deleted; a folder that is deleted says nothing of what was in it
 */
export function watchRunFolders(touched: (folder: Uri) => void, removed: (gone: Uri) => void): Disposable {
  const written = workspace.createFileSystemWatcher("**/{events.ndjson,run.lock}");
  const notice = (file: Uri) => touched(Uri.joinPath(file, ".."));
  const deleted = workspace.createFileSystemWatcher("**", true, true, false);
  return Disposable.from(
    written,
    written.onDidCreate(notice),
    written.onDidChange(notice),
    written.onDidDelete(notice),
    deleted,
    deleted.onDidDelete(removed),
  );
}
