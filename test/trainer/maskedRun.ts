import { expect } from "vitest";
import type { Batch, BatchResult, Engine, NetworkSetup } from "../../src/trainer/engines/engine.ts";

export interface MaskedRun {
  readonly setup: NetworkSetup;
  /** Other examples for another salt. */
  readonly batch: (salt: number) => Batch;
}

/** What 20 steps gave: the losses, every tensor at the end, and what it makes of examples that it has not seen. */
export interface RunResult {
  readonly losses: readonly number[];
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly evaluated: BatchResult;
  /** The same once moving statistics are means over three batches, and those. */
  readonly recalibrated: BatchResult;
  readonly statistics: ReadonlyMap<string, Float32Array>;
  readonly mode: string | undefined;
}

/** 20 steps; before the sixth and the thirteenth every kernel is cut, a quarter of it and another. */
export async function runMasked(engine: Engine, { setup, batch }: MaskedRun): Promise<RunResult> {
  const network = await engine.build(setup);
  const kernels = network.tensors.filter(({ role }) => role.endsWith("kernel"));
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    for (const { name } of step === 5 || step === 12 ? kernels : []) {
      const cut = (i: number) => i % 4 === 1 || (step === 12 && i % 4 === 2);
      network.setMask(
        name,
        network.read(name).map((_, i) => (cut(i) ? 0 : 1)),
      );
    }
    const examples = batch(step % 3);
    losses.push(network.step(examples, step, 0.03).lossSum);
    // A thread fills the memory again when the step is over: nothing of the batch may be needed any more.
    examples.inputs.fill(Number.NaN);
  }
  const weights = new Map(network.tensors.map(({ name }) => [name, network.read(name).slice()]));
  const evaluated = network.evaluate(batch(7));
  for (let earlier = 0; earlier < 3; earlier++) network.averageStatistics(batch(earlier), earlier);
  const moving = network.tensors.filter(({ role }) => role.startsWith("moving_"));
  const statistics = new Map(moving.map(({ name }) => [name, network.read(name).slice()]));
  const recalibrated = network.evaluate(batch(7));
  network.dispose();
  return { losses, weights, evaluated, recalibrated, statistics, mode: network.mode };
}

/** Expects a run to have given what another did, as far as float32 goes. */
export function expectSameRun(actual: RunResult, expected: RunResult): void {
  actual.losses.forEach((loss, step) => {
    expect(Math.abs(loss - expected.losses[step]), `loss of step ${step}`).toBeLessThan(1e-3);
  });
  expect([...actual.weights.keys()]).toEqual([...expected.weights.keys()]);
  for (const [tensor, values] of expected.weights) expectClose(tensor, actual.weights.get(tensor)!, values);
  for (const [tensor, values] of expected.statistics) expectClose(tensor, actual.statistics.get(tensor)!, values);
  for (const what of ["evaluated", "recalibrated"] as const) {
    expect(actual[what].lossSum).toBeCloseTo(expected[what].lossSum, 2);
    // Of several outputs an example, each counts as a part.
    expect(actual[what].correct ?? -1).toBeCloseTo(expected[what].correct ?? -1, 4);
  }
}

/** Close to the tensor's scale; pruned weights exactly +0 on both sides. */
function expectClose(tensor: string, actual: Float32Array, expected: Float32Array): void {
  const scale = Math.max(0.1, ...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value), `${tensor}[${i}]`).toBeLessThan(2e-4 * scale);
    if (tensor.endsWith("kernel") && Object.is(value, 0)) expect(Object.is(actual[i], 0), `${tensor}[${i}]`).toBe(true);
  });
}
