import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { workspace } from "vscode";
import { fileOfRun } from "../../inspection/fileOfRun.ts";
import { placeInRun } from "../../inspection/inRun.ts";
import { parseJson } from "../../models/json.ts";
import { parseManifest } from "../../models/tfjs/manifest.ts";
import { Shards } from "../../models/tfjs/shards.ts";
import { isConfig } from "../../models/topology/graph.ts";
import { bytes } from "../../runs/figures.ts";
import type { Services } from "../services.ts";
import { inspectedFileOf, isJson } from "./inspectedFile.ts";

/** A model file that can be chosen. */
export interface ModelItem {
  readonly label: string;
  readonly description: string;
  readonly file: string;
}

/** What stands for each run, newest first; runs that have saved nothing yet are left out. */
export async function runItems({ runs }: Services): Promise<ModelItem[]> {
  const folders = (await runs.list()).map(({ folder }) => folder.fsPath);
  return found(folders, async (folder) => {
    const file = await fileOfRun(folder);
    return item(file, path.basename(folder), path.relative(folder, file));
  });
}

const modelFiles = "**/{model.json,*.h5,*.hdf5,*.keras,*.safetensors,*.spz}";
const mostFiles = 1000;

/** Files of the workspace that are models; what runs wrote is not among them. */
export async function fileItems(): Promise<ModelItem[]> {
  const uris = await workspace.findFiles(modelFiles, "**/node_modules/**", mostFiles);
  const files = uris.map(({ fsPath }) => fsPath).sort();
  return found(files, async (file) => {
    const isOfRun = (await placeInRun(file)) !== undefined;
    return isOfRun ? undefined : item(await inspectedFileOf(file), workspace.asRelativePath(file));
  });
}

/** What cannot be read, or is no model, is not offered. */
async function found(
  paths: readonly string[],
  itemOf: (path: string) => Promise<ModelItem | undefined>,
): Promise<ModelItem[]> {
  const items = await Promise.all(paths.map((path) => itemOf(path).catch(() => undefined)));
  return items.filter((one) => one !== undefined);
}

async function item(file: string, label: string, inRun?: string): Promise<ModelItem> {
  const size = bytes(await modelBytes(file));
  return { label, description: inRun === undefined ? size : `${inRun} · ${size}`, file };
}

/** A model.json with the shards that it names. */
async function modelBytes(file: string): Promise<number> {
  const { size } = await stat(file);
  if (!isJson(file)) return size;
  const json = parseJson(await readFile(file, "utf8"), file);
  const manifest = parseManifest((isConfig(json) ? json.weightsManifest : json) ?? [], file);
  const shards = await Shards.find(
    file,
    manifest.flatMap(({ paths }) => paths),
  );
  return size + shards.size;
}
