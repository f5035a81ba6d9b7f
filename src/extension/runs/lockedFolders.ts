import { Disposable, Uri, workspace } from "vscode";

/** Folders in which a trainer may be at work: enough to know whether there is something to show. */

const locks = "**/run.lock";
/** What is installed is nobody's work. */
export const installed = "**/node_modules/**";

export async function findLockedFolders(): Promise<Uri[]> {
  return (await workspace.findFiles(locks, installed)).map((lock) => Uri.joinPath(lock, ".."));
}

/** @param locked is told of a folder that somebody starts to write */
export function watchLockedFolders(locked: (folder: Uri) => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(locks, false, true, true);
  return Disposable.from(
    watcher,
    watcher.onDidCreate((lock) => locked(Uri.joinPath(lock, ".."))),
  );
}
