import path from "node:path";
import type { Pruner } from "../pruning/pruner.ts";
import { sizeOf } from "../pruning/tensor.ts";
import type { ModelSize, RunEventOf } from "../runs/events.ts";
import type { RunFolder } from "../runs/runFolder.ts";
import { sizesOf } from "../runs/runState.ts";
import type { Controls } from "./controls.ts";
import { exportModel } from "./exportModel.ts";
import { type FineTuned, fineTune, stoppedByHand } from "./loop.ts";
import { evaluate } from "./measure.ts";
import { measurePacked, packedFormsOf } from "./packedForms.ts";
import { type Position, startPosition } from "./position.ts";
import { engineRecord, type Prepared } from "./prepare.ts";
import { recalibrationBatches } from "./recalibrate.ts";
import type { RunRecorder } from "./runRecorder.ts";

/** A run that has its folder and can train. */
export interface Run {
  readonly folder: RunFolder;
  readonly prepared: Prepared;
  readonly pruner: Pruner;
  readonly recorder: RunRecorder;
  readonly controls: Controls;
  readonly from: Position;
  readonly testAccuracies: readonly (number | null)[];
}

/**
 * The first lines of a new run, the network as it came, and a checkpoint to go back to.
 *
 * @returns whether to train
 */
export async function beginRun(run: Run, notes: readonly string[]): Promise<boolean> {
  const { recorder, prepared, controls } = run;
  const { network, dataset, batches } = prepared;
  recorder.record(runStarted(run));
  for (const message of notes) recorder.record({ type: "warning", pass: 0, message });
  const shouldStop = () => controls.shouldStop((paused) => recorder.paused(paused));
  const test = await evaluate(network, batches, dataset.test, shouldStop);
  if (!test) return false;
  recorder.record({ type: "denseEvaluated", pass: 0, test });
  await exportVariant(run, "dense", 0, test.accuracy);
  await recorder.checkpoint(startPosition);
  return true;
}

/**
 * Begins as told, trains to the end, exports, and records how it ended, whatever happens; then frees data and folder.
 *
 * @param begin resolves with whether to train
 */
export async function finishRun(run: Run, begin: () => Promise<boolean>): Promise<FineTuned["status"]> {
  const { folder, recorder } = run;
  try {
    if (!(await begin())) {
      recordEnd(run, "stopped", stoppedByHand, run.from.pass);
      return "stopped";
    }
    const { recipe, network, dataset, batches } = run.prepared;
    const targets = run.prepared.plan.map(({ target }) => target);
    const { pruner, controls, from, testAccuracies } = run;
    const tuned = await fineTune({
      recipe,
      targets,
      network,
      pruner,
      dataset,
      batches,
      from,
      testAccuracies,
      controls,
      recorder,
    });
    if (tuned.status === "completed") await exportFinal(run, tuned);
    recordEnd(run, tuned.status, tuned.reason, tuned.pass);
    return tuned.status;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    recordFailure(run, reason);
    throw error;
  } finally {
    await run.prepared.dataset.close();
    recorder.close();
    await folder.close();
  }
}

/** Where an exported variant's model.json is. */
export function exportedModel(folder: RunFolder, variant: string): string {
  return path.join(folder.paths.export, variant, "model.json");
}

async function exportFinal(run: Run, { pass, test }: FineTuned): Promise<void> {
  const accuracy = test ? test.accuracy : (run.testAccuracies.at(-1) ?? null);
  await exportVariant(run, run.prepared.plan.length > 0 ? "pruned" : "trained", pass, accuracy);
  const { folder, prepared, controls, recorder } = run;
  const shouldStop = () => controls.shouldStop((paused) => recorder.paused(paused));
  for (const form of packedFormsOf(prepared)) {
    const size = await measurePacked(form, folder.path, prepared, shouldStop);
    if (!size) return;
    recorder.record({ type: "sizesMeasured", pass, sizes: [size] });
  }
}

async function exportVariant(run: Run, variant: string, pass: number, accuracy: number | null): Promise<void> {
  const { folder, prepared, recorder, pruner } = run;
  const target = path.dirname(exportedModel(folder, variant));
  const { prunedAt } = pruner.history;
  const { path: file, rawBytes, gzipBytes } = await exportModel(target, prepared.topology, prepared.network, prunedAt);
  const size: ModelSize = { variant, path: path.relative(folder.path, file), rawBytes, gzipBytes, accuracy };
  recorder.record({ type: "sizesMeasured", pass, sizes: [size] });
}

function runStarted({ folder, prepared }: Run): Omit<RunEventOf<"runStarted">, "time"> {
  const { network, dataset, plan, recipe } = prepared;
  const { targets, train, test, decoder } = dataset;
  const recalibrated = recalibrationBatches(recipe, network.tensors, train.size);
  return {
    type: "runStarted",
    v: 1,
    pass: 0,
    name: path.basename(folder.path),
    engine: engineRecord(prepared),
    model: { ...folder.recipe.model, weights: network.tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0) },
    dataset: {
      name: dataset.name,
      sha256: dataset.sha256,
      train: train.size,
      test: test.size,
      inputShapes: dataset.inputShapes.map((shape) => [...shape]),
      classes: targets.map((target) => (target.kind === "class" ? target.classes : null)),
      ...(decoder === undefined ? {} : { decoder }),
    },
    passes: recipe.passes,
    batchSize: recipe.batchSize,
    seed: recipe.seed,
    ...(recalibrated > 0 && { recalibrationBatches: recalibrated }),
    plan: plan.map(({ tensor, rule, target: { schedule, sparsityUpperBound, intervalPass, endPass } }) => ({
      tensor: tensor.name,
      layer: tensor.layer,
      className: tensor.className,
      shape: [...tensor.shape],
      role: tensor.role,
      rule,
      select: [recipe.rules[rule].select].flat().join(", "),
      schedule,
      sparsityUpperBound,
      intervalPass,
      endPass,
    })),
  };
}

function recordEnd(run: Run, status: "completed" | "stopped" | "failed", reason: string | null, pass: number): void {
  const { state } = run.recorder;
  run.recorder.record({
    type: "runEnded",
    pass,
    status,
    reason,
    accuracyBefore: state.dense?.accuracy ?? null,
    accuracyAfter: state.passes.at(-1)?.test.accuracy ?? null,
    sparsity: measuredSparsity(run),
    sizes: sizesOf(state).map(({ variant, path: file, rawBytes, gzipBytes, accuracy }) => ({
      variant,
      path: file,
      rawBytes,
      gzipBytes,
      accuracy,
    })),
  });
}

/** The disk may be the reason of the failure: then the events end without a last line, which readers understand. */
function recordFailure(run: Run, reason: string): void {
  try {
    recordEnd(run, "failed", reason, run.recorder.state.passes.length);
  } catch {}
}

/** Share of zeros in the planned tensors as they are now; null where nothing is planned. */
function measuredSparsity({ prepared: { plan, network } }: Run): number | null {
  let size = 0;
  let zeros = 0;
  for (const { tensor } of plan) {
    const values = network.read(tensor.name);
    size += values.length;
    for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  }
  return size === 0 ? null : zeros / size;
}
