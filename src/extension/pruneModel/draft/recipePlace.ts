import path from "node:path";
import type { ModelPlace } from "../find/modelPlaces.ts";

/** Names of which a folder says more: `mobilenet/model.json` is called mobilenet. */
const plain = /^(model|export|pruned|trained)$/;

/** What a recipe for this model is called, without its ending: after the model, its folder, or its run's recipe. */
export function recipeStem({ kind, path: file }: ModelPlace): string {
  // A run's folder is named after its recipe and the time.
  if (kind === "run") return path.basename(file).replace(/-\d{8}-\d{6}(-\d+)?$/, "");
  let place = file.replace(/\.[^./\\]+$/, "");
  while (plain.test(path.basename(place)) && path.dirname(place) !== place) place = path.dirname(place);
  return path.basename(place) || "model";
}

/**
 * The folder where a recipe for this model belongs: beside the `runs` of its run, beside its file, or beside the folder
 * that a model.json has for itself and its weights.
 *
 * @param root folder of the workspace that the model is in; undefined where it is in none
 * @param neighbours names of files beside the model's
 */
export function recipeFolder(
  { kind, path: file }: ModelPlace,
  root: string | undefined,
  neighbours: readonly string[],
): string {
  const parent = path.dirname(file);
  if (kind === "run") return path.basename(parent) === "runs" ? path.dirname(parent) : parent;
  const isAmongOthers = parent === root || neighbours.some((name) => name.endsWith(".prune.json"));
  const hasItsFolder = root !== undefined && path.basename(file) === "model.json" && !isAmongOthers;
  return hasItsFolder ? path.dirname(parent) : parent;
}

/** A name for a recipe that no file has yet: `lenet.prune.json`, `lenet-2.prune.json`, … */
export function freeRecipeName(stem: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = `${stem}${number === 1 ? "" : `-${number}`}.prune.json`;
    if (!taken.includes(name)) return name;
  }
}

/** How a recipe in `folder` names a file: relative and with slashes, absolute where it lies on another drive. */
export function pathFrom(folder: string, file: string, { relative, isAbsolute, sep } = path): string {
  const way = relative(folder, file);
  return isAbsolute(way) ? way : (way || ".").replaceAll(sep, "/");
}
