import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseJson } from "../../models/json.ts";
import { parseManifest } from "../../models/tfjs/manifest.ts";
import { isConfig } from "../../models/topology/graph.ts";
import type { Revision } from "./gitRevision.ts";

/**
 * Writes a model file as it was at a revision, and of a tfjs model the shards that it named then.
 *
 * @param target folder to write into, which is made
 * @returns path of the model file in it
 * @throws Error in a sentence where the revision lacks one of them
 */
export async function writeRevision(file: string, revision: Revision, target: string): Promise<string> {
  const model = await revision.bytesOf(file);
  const name = path.basename(file);
  if (path.extname(name).toLowerCase() !== ".json") return write(target, titled(name, revision), model);
  // Of a tfjs model views show the folder's name.
  const folder = path.join(target, titled(path.basename(path.dirname(file)), revision));
  for (const shard of shardsIn(model, file)) {
    await write(folder, shard, await revision.bytesOf(path.join(path.dirname(file), shard)));
  }
  return write(folder, name, model);
}

/** `model at 1a2b3c4.h5`. */
function titled(name: string, { hash }: Revision): string {
  const { name: stem, ext } = path.parse(name);
  return `${stem} at ${hash.slice(0, 7)}${ext}`;
}

function shardsIn(model: Buffer, file: string): string[] {
  const json = parseJson(model.toString("utf8"), file);
  const names = parseManifest((isConfig(json) ? json.weightsManifest : json) ?? [], file).flatMap(({ paths }) => paths);
  for (const name of names) {
    if (path.isAbsolute(name) || path.normalize(name).startsWith("..")) {
      throw new Error(`${file} names the shard ${name}, which is not in its folder.`);
    }
  }
  return names;
}

async function write(folder: string, name: string, bytes: Buffer): Promise<string> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, bytes);
  return target;
}
