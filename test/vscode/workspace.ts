import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readRun } from "../../src/runs/readRun.ts";
import { runPaths } from "../../src/runs/runFolder.ts";
import type { RunState } from "../../src/runs/runState.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const lenet = path.join(repository, "examples", "lenet-fashion-mnist", "model.json");
const command = path.join(repository, "dist", "cli.js");

const training = {
  dataset: { type: "sample", name: "fashion-mnist" },
  engine: "wasm",
  optimizer: { type: "momentum", learningRate: 0.01 },
  batchSize: 32,
};

/** Two dense layers for the sample's images: a pass over them takes a fraction of a second. */
const tinyNetwork = {
  class_name: "Sequential",
  config: {
    name: "tiny",
    layers: [
      { class_name: "Flatten", config: { name: "flatten", batch_input_shape: [null, 28, 28, 1] } },
      { class_name: "Dense", config: { name: "hidden", units: 24, activation: "relu" } },
      { class_name: "Dense", config: { name: "classes", units: 10, activation: "softmax" } },
    ],
  },
};

/** A folder with a network that is not trained yet: `tiny/model.json`. */
export async function makeWorkspace(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "workspace-"));
  await mkdir(path.join(folder, "tiny"));
  const model = { format: "layers-model", modelTopology: tinyNetwork, weightsManifest: [] };
  await writeFile(path.join(folder, "tiny", "model.json"), JSON.stringify(model));
  return folder;
}

/** Adds a network that has been trained a little: `lenet/model.json`, with its weights. */
export async function addTrainedNetwork(folder: string): Promise<void> {
  const kitchen = await mkdtemp(path.join(tmpdir(), "training-"));
  const recipe = path.join(kitchen, "train.prune.json");
  await writeFile(recipe, JSON.stringify({ model: lenet, ...training, passes: 1, rules: [] }));
  await promisify(execFile)(process.execPath, [command, "prune", recipe, "--run", path.join(kitchen, "run")]);
  await cp(path.join(kitchen, "run", "export", "trained"), path.join(folder, "lenet"), { recursive: true });
  await rm(kitchen, { recursive: true });
}

/** Writes a recipe that prunes the tiny network before every pass, or whatever `changes` say. @returns its file's name */
export async function writeRecipe(folder: string, name: string, passes: number, changes: object = {}): Promise<string> {
  const rules = [{ select: "hidden", sparsityUpperBound: 0.8, intervalPass: 1, endPass: passes - 1 }];
  const recipe = { model: "tiny/model.json", ...training, passes, rules, ...changes };
  await writeFile(path.join(folder, `${name}.prune.json`), JSON.stringify(recipe, null, 2));
  return `${name}.prune.json`;
}

/** Folders of the runs that the workspace holds, by name. */
export async function runsOf(folder: string): Promise<string[]> {
  const runs = path.join(folder, "runs");
  const names = await readdir(runs).catch(() => []);
  return names.sort().map((name) => path.join(runs, name));
}

export async function stateOf(run: string): Promise<RunState> {
  return (await readRun(run)).state;
}

/** Number of the process that writes the run; undefined where none does. */
export async function trainerOf(run: string): Promise<number | undefined> {
  const lock = await readFile(runPaths(run).lock, "utf8").catch(() => undefined);
  return lock === undefined ? undefined : JSON.parse(lock).pid;
}

/** Ends what still trains, and removes the folder. */
export async function removeWorkspace(folder: string): Promise<void> {
  for (const run of await runsOf(folder)) {
    const trainer = await trainerOf(run);
    if (trainer !== undefined) killIfAlive(trainer);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
