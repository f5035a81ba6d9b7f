import path from "node:path";
import { allFolders, type FolderTree } from "./folderTree.ts";

/** Where a model may be: a file, or the newest export of a run. */
export interface ModelPlace {
  readonly kind: "file" | "run";
  readonly path: string;
}

/** Files that may be models by their names, outer ones first, then runs, those that began last first. */
export function modelPlaces(tree: FolderTree): ModelPlace[] {
  const folders = allFolders(tree);
  const files = folders
    .filter(({ isRun }) => !isRun)
    .flatMap((folder) => folder.files.filter(isModelName).map((name) => path.join(folder.path, name)));
  // Runs are named after their recipe and the time, so a later one of the same recipe sorts behind.
  const runs = folders.filter(({ isRun }) => isRun).map((folder) => folder.path);
  return [
    ...files.map((file) => ({ kind: "file", path: file }) as const),
    ...runs.reverse().map((run) => ({ kind: "run", path: run }) as const),
  ];
}

function isModelName(name: string): boolean {
  return name === "model.json" || /\.(h5|hdf5|keras)$/i.test(name);
}
