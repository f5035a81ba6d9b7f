import { basename, dirname, resolve } from "node:path";
import { isRunFolder } from "../runs/runFolder.ts";

/** What a file is to the run in whose folder it lies. */
export type PlaceInRun = {
  /** The run's folder. */
  readonly folder: string;
} & (
  | { readonly kind: "masks" }
  | { readonly kind: "checkpoint" }
  /** `variant` as in `export/pruned/model.json`. */
  | { readonly kind: "export"; readonly variant: string }
);

/**
 * @param path of a file, or of the folder of an export
 * @returns undefined where it belongs to no run
 */
export async function placeInRun(path: string): Promise<PlaceInRun | undefined> {
  const place = placeByName(resolve(path));
  return place && (await isRunFolder(place.folder)) ? place : undefined;
}

function placeByName(path: string): PlaceInRun | undefined {
  const folder = dirname(path);
  if (basename(path) === "masks.safetensors") return { folder, kind: "masks" };
  if (basename(folder) === "checkpoints") return { folder: dirname(folder), kind: "checkpoint" };
  const variant = basename(folder) === "export" ? path : folder;
  const exports = dirname(variant);
  if (basename(exports) !== "export") return undefined;
  return { folder: dirname(exports), kind: "export", variant: basename(variant) };
}
