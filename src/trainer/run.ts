import path from "node:path";
import { openModel } from "../models/open.ts";
import { assertTrainable } from "../models/trainable.ts";
import type { TrainerJob } from "../protocol/trainerMessages.ts";
import { Pruner } from "../pruning/pruner.ts";
import { diagnose } from "../recipes/diagnostics.ts";
import { formatProblem } from "../recipes/problem.ts";
import { readRecipe } from "../recipes/readRecipe.ts";
import { layersOf } from "../recipes/rules.ts";
import type { Checkpoint } from "../runs/checkpoint.ts";
import { loadNewestCheckpoint } from "../runs/checkpoints.ts";
import { readMasks } from "../runs/masks.ts";
import { modelPathOf } from "../runs/modelPath.ts";
import { readRun } from "../runs/readRun.ts";
import type { ResolvedRecipe } from "../runs/resolvedRecipe.ts";
import { newRunFolder, RunFolder } from "../runs/runFolder.ts";
import { chooseEngine } from "./engines/choose.ts";
import { hashModel } from "./hashModel.ts";
import { JobFailure } from "./jobFailure.ts";
import type { FineTuned } from "./loop.ts";
import { startPosition } from "./position.ts";
import { engineRecord, prepare, weightsOf } from "./prepare.ts";
import { RunRecorder } from "./runRecorder.ts";
import { beginRun, exportedModel, finishRun } from "./runSteps.ts";
import { chooseThreads } from "./threads.ts";
import { programVersions } from "./versions.ts";
import type { Watchers } from "./watchers.ts";

type Job<Type extends TrainerJob["type"]> = Extract<TrainerJob, { type: Type }>;
type Status = FineTuned["status"];

/**
 * Does a recipe: opens and checks everything, then makes the run folder, then trains.
 *
 * @throws errors whose message is a sentence for people; once the folder exists it has recorded them too
 */
export async function prune(job: Job<"prune">, watchers: Watchers): Promise<Status> {
  const { recipe: asWritten, source } = await readRecipe(job.recipe);
  const { engine: askedEngine = asWritten.engine, model: askedModel = asWritten.model, seed = asWritten.seed } = job;
  const recipe = { ...asWritten, engine: askedEngine, model: askedModel, seed };
  const baseFolder = path.dirname(job.recipe);
  const model = await openModel(await modelPathOf(path.resolve(baseFolder, recipe.model)));
  try {
    assertTrainable(model);
    const threads = recipe.engine === "wasm" ? undefined : await chooseThreads(job.recipe, model.path);
    const { engine, note } = await chooseEngine(recipe.engine, threads);
    const prepared = await prepare({ recipe, baseFolder, engine, topology: model.topology, weights: weightsOf(model) });
    const { network, dataset, plan } = prepared;
    const problems = diagnose(recipe, layersOf(network.tensors), source);
    const notes = [
      ...(note === undefined ? [] : [note]),
      ...(network.note === undefined ? [] : [network.note]),
      ...watchers.notes,
      ...model.warnings,
      ...dataset.warnings,
      ...problems.map((problem) => formatProblem(path.basename(job.recipe), problem)),
    ];
    const runs = path.join(baseFolder, "runs");
    const resolved: ResolvedRecipe = {
      v: 1,
      recipe,
      baseFolder,
      model: { path: model.path, sha256: hashModel(model.topology, network) },
      dataset: { sha256: dataset.sha256 },
      engine: { ...engineRecord(prepared), ...(threads !== undefined && engine.name === "native" && { threads }) },
      versions: programVersions(),
    };
    const place = job.runFolder ?? (await newRunFolder(runs, job.recipe, new Date()));
    const folder = await RunFolder.create(place, resolved, watchers.reach);
    const pruner = new Pruner(plan);
    const { controls, send } = watchers;
    const recorder = new RunRecorder(folder, prepared, pruner, send, startPosition);
    watchers.begin(recorder.progressNow(false));
    send({ type: "runFolder", path: folder.path });
    const run = { folder, prepared, pruner, recorder, controls, from: startPosition, testAccuracies: [] };
    return await finishRun(run, () => beginRun(run, notes));
  } finally {
    await model.close();
  }
}

/**
 * Goes on with a run from its newest whole checkpoint, as if it had never stopped.
 *
 * @throws errors whose message is a sentence for people
 */
export async function resume(job: Job<"resume">, watchers: Watchers): Promise<Status> {
  const { state } = await readRun(job.runFolder);
  if (state.status === "completed") throw new JobFailure(`${job.runFolder} is complete: there is nothing to resume.`);
  const folder = await RunFolder.reopen(job.runFolder, watchers.reach);
  try {
    const { checkpoint, path: file, warnings } = await loadNewestCheckpoint(folder.path);
    const { prepared, pruner } = await reassemble(folder, checkpoint);
    const { position } = checkpoint;
    const testAccuracies = [...state.passes].slice(0, position.pass).map(({ test }) => test.accuracy);
    const { controls, send } = watchers;
    const recorder = new RunRecorder(folder, prepared, pruner, send, position, state);
    watchers.begin(recorder.progressNow(false));
    send({ type: "runFolder", path: folder.path });
    return await finishRun(
      { folder, prepared, pruner, recorder, controls, from: position, testAccuracies },
      async () => {
        const { pass, batch } = position;
        recorder.record({ type: "runResumed", pass, batch, checkpoint: path.relative(folder.path, file) });
        for (const message of [...watchers.notes, ...warnings]) recorder.record({ type: "warning", pass, message });
        return true;
      },
    );
  } finally {
    await folder.close();
  }
}

/** The network, optimizer and masks of a checkpoint, on the engine and the data that the run began with. */
async function reassemble(folder: RunFolder, checkpoint: Checkpoint) {
  const { recipe, baseFolder, engine: used, dataset: data } = folder.recipe;
  const { engine } = await chooseEngine(used.name === "native" ? "native" : "wasm", used.threads);
  const model = await openModel(exportedModel(folder, "dense"));
  await model.close();
  assertTrainable(model);
  const weights = async (tensor: string) => checkpoint.weights.get(tensor) ?? new Float32Array(0);
  const prepared = await prepare({ recipe, baseFolder, engine, topology: model.topology, weights });
  if (prepared.dataset.sha256 !== data.sha256) {
    throw new JobFailure(
      `${prepared.dataset.name} has changed since the run began, so it cannot go on as if nothing had happened. Put the old data back, or start a new run.`,
    );
  }
  prepared.network.restoreOptimizer(checkpoint.optimizer);
  const history = checkpoint.events > 0 ? await readMasks(folder.paths.masks, checkpoint.events) : undefined;
  const pruner = new Pruner(prepared.plan, history);
  pruner.restoreMasks(prepared.network);
  return { prepared, pruner };
}
