import type { Pruner } from "../pruning/pruner.ts";
import { lastPrunePass, type SparsityTarget } from "../pruning/schedule.ts";
import { countLeaks } from "../pruning/statistics.ts";
import type { Recipe } from "../recipes/recipe.ts";
import type { Evaluation } from "../runs/events.ts";
import type { Controls } from "./controls.ts";
import type { Batches } from "./datasets/batches.ts";
import type { Dataset } from "./datasets/dataset.ts";
import type { Network } from "./engines/engine.ts";
import { learningRateOf } from "./learningRate.ts";
import { addResult, evaluate, evaluationOf, noSums } from "./measure.ts";
import type { Position } from "./position.ts";
import { recalibrate } from "./recalibrate.ts";
import type { Recorder } from "./recorder.ts";
import { shuffledOrder } from "./shuffle.ts";

export interface FineTuning {
  readonly recipe: Recipe;
  /** Targets of the pruned tensors. */
  readonly targets: readonly SparsityTarget[];
  readonly network: Network;
  readonly pruner: Pruner;
  readonly dataset: Dataset;
  readonly batches: Batches;
  readonly from: Position;
  /** Test accuracy after each earlier pass, for a run that is taken up again. */
  readonly testAccuracies: readonly (number | null)[];
  readonly controls: Controls;
  readonly recorder: Recorder;
}

/** How fine-tuning ended, after how many passes, with the accuracy of the last measurement. */
export interface FineTuned {
  readonly status: "completed" | "stopped";
  readonly reason: string | null;
  readonly pass: number;
  readonly test: Evaluation | undefined;
}

export const stoppedByHand = "It was stopped by hand.";

/** Training that cannot go on, in a sentence for people. */
export class TrainingError extends Error {
  override readonly name = "TrainingError";
}

/**
 * Masked fine-tuning: at the passes of the schedule prune, then train the pass with the masks held, then measure.
 *
 * @throws TrainingError where the loss is no longer a number, or a pruned weight is no longer zero
 */
export async function fineTune(run: FineTuning): Promise<FineTuned> {
  const { recipe, network, pruner, dataset, recorder } = run;
  const { train, test } = dataset;
  const testAccuracies = [...run.testAccuracies];
  let { pass, step, batch, sums, seconds } = run.from;
  let evaluation: Evaluation | undefined;
  const shouldStop = () => run.controls.shouldStop((paused) => recorder.paused(paused));
  const stopHere = async (): Promise<FineTuned> => {
    await recorder.checkpoint({ pass, batch, step, sums, seconds });
    return { status: "stopped", reason: stoppedByHand, pass, test: evaluation };
  };

  for (; pass < recipe.passes; pass++) {
    const learningRate = learningRateOf(recipe.optimizer, pass, recipe.passes);
    if (batch === 0) {
      recorder.record({ type: "passStarted", pass, learningRate });
      await prune(run, pass);
    }

    let started = performance.now() - seconds * 1000;
    const stepTimes: number[] = [];
    const order = shuffledOrder(train.size, recipe.seed, pass);
    for await (const examples of run.batches.of(train, order, { pass, batch })) {
      const stepStarted = performance.now();
      const result = network.step(examples, step, learningRate);
      pruner.afterUpdate(network);
      stepTimes.push(performance.now() - stepStarted);
      if (!Number.isFinite(result.lossSum)) throw divergence(pass, batch);
      sums = addResult(sums, result);
      step++;
      batch++;
      recorder.progress({ pass, step, ...evaluationOf(sums) });

      const pausedAt = performance.now();
      if (await shouldStop()) {
        seconds = (performance.now() - started) / 1000;
        return stopHere();
      }
      started += performance.now() - pausedAt;
    }
    seconds = (performance.now() - started) / 1000;

    refuseLeaks(run);
    const { batches } = run;
    const isRecalibrated = await recalibrate({ recipe, network, batches, train, pass }, shouldStop);
    const measured = isRecalibrated ? await evaluate(network, batches, test, shouldStop) : undefined;
    // All batches of the pass are done: taken up again, it goes on with this measurement.
    if (!measured) return stopHere();
    evaluation = measured;
    testAccuracies.push(evaluation.accuracy);
    const stepMilliseconds = median(stepTimes);
    recorder.record({
      type: "passEnded",
      pass,
      train: evaluationOf(sums),
      test: evaluation,
      seconds,
      stepMilliseconds,
    });
    batch = 0;
    sums = noSums;
    seconds = 0;
    await recorder.checkpoint({ pass: pass + 1, batch, step, sums, seconds });

    const reason = reasonToStopEarly(recipe, run.targets, testAccuracies);
    if (reason) return { status: "completed", reason, pass: pass + 1, test: evaluation };
  }
  return { status: "completed", reason: null, pass, test: evaluation };
}

async function prune({ pruner, network, recorder }: FineTuning, pass: number): Promise<void> {
  const started = performance.now();
  const event = pruner.beforePass(pass, network);
  if (!event) return;
  const milliseconds = performance.now() - started;
  recorder.record({ type: "pruned", pass, event: event.event, tensors: [...event.tensors], milliseconds });
  await recorder.masks(pruner.history);
}

function divergence(pass: number, batch: number): TrainingError {
  return new TrainingError(
    `The loss is no longer a number in pass ${pass}, batch ${batch}. Lower the learning rate, or look for broken values in the data.`,
  );
}

/** A pruned weight that is not zero would make every figure about sparsity a lie. */
function refuseLeaks({ pruner, network }: FineTuning): void {
  for (const [tensor, prunedAt] of pruner.history.prunedAt) {
    const leaks = countLeaks(network.read(tensor), prunedAt);
    if (leaks > 0)
      throw new TrainingError(`${leaks} pruned weights of ${tensor} are not zero. The engine lost its mask.`);
  }
}

/** Early stopping counts from the last prune event: before it, accuracy is meant to fall now and then. */
function reasonToStopEarly(
  { earlyStop, passes }: Recipe,
  targets: readonly SparsityTarget[],
  testAccuracies: readonly (number | null)[],
): string | undefined {
  if (!earlyStop) return undefined;
  const lastEvent = Math.max(0, ...targets.map((target) => lastPrunePass(target, passes)));
  let best = Number.NEGATIVE_INFINITY;
  let bestPass = lastEvent;
  for (let pass = lastEvent; pass < testAccuracies.length; pass++) {
    const accuracy = testAccuracies[pass] ?? Number.NEGATIVE_INFINITY;
    if (accuracy > best + earlyStop.minimumChange) {
      best = accuracy;
      bestPass = pass;
    }
  }
  const waited = testAccuracies.length - 1 - bestPass;
  return waited >= earlyStop.patience ? `Test accuracy has not improved for ${waited} passes.` : undefined;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1];
}
