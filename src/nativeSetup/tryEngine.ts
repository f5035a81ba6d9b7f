import { access } from "node:fs/promises";
import path from "node:path";
import { listEngines } from "../protocol/listEngines.ts";
import type { EngineReport } from "../protocol/trainerMessages.ts";
import type { TrainerSetting } from "../protocol/trainerProcess.ts";
import { tfjsNode } from "./versions.ts";

/** Loads the native engine of a folder in a trainer, as a run would. */
export type TryEngine = (folder: string) => Promise<EngineReport>;

/**
 * @param program path of dist/trainer.js
 * @throws an error with a sentence where the trainer cannot say
 */
export async function tryEngine(folder: string, program: string, setting: TrainerSetting): Promise<EngineReport> {
  const env = { ...(setting.env ?? process.env), SPARSITY_NATIVE_ENGINE: folder };
  const engines = await listEngines(program, { ...setting, env });
  const native = engines.find(({ name }) => name === "native");
  if (!native) throw new Error("The trainer knows no native engine.");
  return native;
}

/** Where npm puts tfjs-node. */
export function libraryIn(folder: string): string {
  return path.join(folder, "node_modules", ...tfjsNode.name.split("/"));
}

export async function hasTfjsNode(folder: string): Promise<boolean> {
  try {
    await access(path.join(libraryIn(folder), "package.json"));
    return true;
  } catch {
    return false;
  }
}
