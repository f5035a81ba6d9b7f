import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileOfRun } from "../../inspection/fileOfRun.ts";
import { unreadable } from "../../models/fileBytes.ts";
import { parseJson } from "../../models/json.ts";
import { isTfjs } from "../../models/tfjs/open.ts";
import { isRunFolder } from "../../runs/runFolder.ts";

/**
 * The file that an inspector opens where a person means a path: of a run what stands for it, of a model's folder its
 * model.json.
 *
 * @throws Error in a sentence where the path holds no model
 */
export async function inspectedFileOf(given: string): Promise<string> {
  if (await isRunFolder(given)) return fileOfRun(given);
  const stats = await stat(given).catch((error) => {
    throw unreadable(given, error);
  });
  const file = stats.isDirectory() ? path.join(given, "model.json") : given;
  // Many other things are called model.json.
  if (isJson(file)) await checkModelJson(file);
  return file;
}

export function isJson(file: string): boolean {
  return path.extname(file).toLowerCase() === ".json";
}

async function checkModelJson(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch((error) => {
    throw unreadable(file, error);
  });
  if (isTfjs(parseJson(text, file))) return;
  throw new Error(`${file} is JSON, but no model of TensorFlow.js: it has neither modelTopology nor weightsManifest.`);
}
