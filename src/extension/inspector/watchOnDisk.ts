import { type Stats, unwatchFile, watchFile } from "node:fs";
import type { Disposable, Uri } from "vscode";
import { placeInRun } from "../../inspection/inRun.ts";
import { runPaths } from "../../runs/runFolder.ts";

/**
 * Between two looks at a file. Looking works on every kind of disk; VS Code's watchers miss what happens in folders that
 * were made while they watched, as each run makes some.
 */
const lookMilliseconds = 1000;

/** How long it is to be quiet: other programs write a file piece by piece, a run writes whole ones. */
const quietMilliseconds = { file: 1500, run: 100 };

/**
 * Calls back when what is shown of a file is no longer what is on the disk. A file that goes away says nothing: what is
 * shown stays.
 */
export function watchOnDisk(uri: Pick<Uri, "scheme" | "fsPath">, changed: () => void): Disposable {
  let watched: readonly string[] = [];
  let quiet = quietMilliseconds.file;
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;
  const look = (now: Stats, before: Stats) => {
    const isSame = now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino;
    if (now.nlink === 0 || isSame) return;
    clearTimeout(timer);
    timer = setTimeout(changed, quiet);
  };
  const start = async () => {
    const place = await placeInRun(uri.fsPath);
    if (disposed) return;
    watched = [uri.fsPath];
    if (place?.kind === "masks") {
      // They stand for the run, whose events tell of all that it writes.
      watched = [uri.fsPath, runPaths(place.folder).events];
      quiet = quietMilliseconds.run;
    }
    for (const file of watched) watchFile(file, { interval: lookMilliseconds, persistent: false }, look);
  };
  if (uri.scheme === "file") void start();
  return {
    dispose() {
      disposed = true;
      clearTimeout(timer);
      for (const file of watched) unwatchFile(file, look);
    },
  };
}
