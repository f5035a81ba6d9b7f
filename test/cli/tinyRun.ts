import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { RunEvent, RunEventOf } from "../../src/runs/events.ts";
import { layer, sequential } from "../trainer/networks.ts";

/** A recipe that runs in a second or two, in a folder of its own, on the images that come with the package. */

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "sparsity-test-"));
  folders.push(folder);
  return folder;
}

/**
 * Two dense layers with a dropout and a normalisation between, so that a resumed run must repeat noise and re-estimated
 * statistics as well as order.
 */
export const tinyNetwork = sequential(
  layer("Flatten", "flatten", { batch_input_shape: [null, 28, 28, 1] }),
  layer("Dense", "fc1", { units: 24, activation: "relu" }),
  layer("BatchNormalization", "bn"),
  layer("Dropout", "drop", { rate: 0.1 }),
  layer("Dense", "fc2", { units: 10, activation: "softmax" }),
);

/** Writes model.json (without weights) and tiny.prune.json; returns the recipe's path. */
export async function writeTinyRecipe(folder: string, changes: object = {}): Promise<string> {
  const model = { format: "layers-model", modelTopology: tinyNetwork, weightsManifest: [] };
  await writeFile(path.join(folder, "model.json"), JSON.stringify(model));
  const recipe = {
    model: "model.json",
    dataset: { type: "sample", name: "fashion-mnist" },
    optimizer: { type: "momentum", learningRate: 0.05 },
    batchSize: 50,
    passes: 5,
    engine: "wasm",
    rules: [{ select: "fc1", sparsityUpperBound: 0.8, intervalPass: 1, endPass: 3 }],
    ...changes,
  };
  const file = path.join(folder, "tiny.prune.json");
  await writeFile(file, JSON.stringify(recipe, null, 2));
  return file;
}

export function parseEvents(lines: string): RunEvent[] {
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

export function eventsOf<Type extends RunEvent["type"]>(events: readonly RunEvent[], type: Type): RunEventOf<Type>[] {
  return events.filter((event): event is RunEventOf<Type> => event.type === type);
}

export async function readEventFile(run: string): Promise<RunEvent[]> {
  return parseEvents(await readFile(path.join(run, "events.ndjson"), "utf8"));
}
