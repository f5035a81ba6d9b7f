import path from "node:path";
import type { RecipePath } from "../../recipes/problem.ts";
import type { DatasetSettings } from "../../recipes/recipe.ts";
import type { RecipeSource } from "../../recipes/source.ts";
import type { DataPlace } from "../pruneModel/find/dataPlace.ts";

/** A file or folder that a recipe names. */
export interface NamedFile {
  /** Where in the recipe. */
  readonly at: RecipePath;
  /** As written. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

const dataKeys: Readonly<Record<Exclude<DatasetSettings["type"], "sample">, readonly string[]>> = {
  images: ["path"],
  idx: ["trainImages", "trainLabels", "testImages", "testLabels"],
  csv: ["train", "test"],
  npy: ["trainInputs", "trainTargets", "testInputs", "testTargets"],
};

/** @param folder that the recipe's relative paths start from */
export function modelOf(source: RecipeSource, folder: string): NamedFile | undefined {
  return fileAt(source, ["model"], folder);
}

/** The files of a recipe's data, as far as they are written down. */
export function dataFilesOf(source: RecipeSource, folder: string): NamedFile[] {
  const type = source.valueAt(["dataset", "type"]);
  const keys = Object.entries(dataKeys).find(([name]) => name === type)?.[1] ?? [];
  return keys.flatMap((key) => {
    const list = source.valueAt(["dataset", key]);
    const places = Array.isArray(list) ? list.map((_, index) => ["dataset", key, index]) : [["dataset", key]];
    return places.flatMap((at) => fileAt(source, at, folder) ?? []);
  });
}

/** The data of a valid recipe. */
export function dataPlaceOf(dataset: DatasetSettings, folder: string): DataPlace {
  if (dataset.type === "sample") return { type: "sample", name: dataset.name };
  const settings: Readonly<Record<string, unknown>> = dataset;
  const files = dataKeys[dataset.type].flatMap((key) => {
    const name = settings[key];
    if (name === undefined) return [];
    const paths = [name].flat().map((one) => path.resolve(folder, String(one)));
    return [[key, Array.isArray(name) ? paths : paths[0]] as const];
  });
  return { type: dataset.type, ...Object.fromEntries(files) } as DataPlace;
}

function fileAt(source: RecipeSource, at: RecipePath, folder: string): NamedFile | undefined {
  const name = source.valueAt(at);
  return typeof name === "string" && name !== "" ? { at, name, path: path.resolve(folder, name) } : undefined;
}
