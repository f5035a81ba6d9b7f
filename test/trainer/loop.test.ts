import { describe, expect, it } from "vitest";
import { type MaskHistory, type PlannedTensor, Pruner } from "../../src/pruning/pruner.ts";
import { recipeSchema } from "../../src/recipes/recipe.ts";
import { Controls } from "../../src/trainer/controls.ts";
import { Batches } from "../../src/trainer/datasets/batches.ts";
import type { Dataset, Examples } from "../../src/trainer/datasets/dataset.ts";
import type { Batch, Network } from "../../src/trainer/engines/engine.ts";
import { type FineTuning, fineTune } from "../../src/trainer/loop.ts";
import { evaluate } from "../../src/trainer/measure.ts";
import { type Position, startPosition } from "../../src/trainer/position.ts";
import type { Recorder, Untimed } from "../../src/trainer/recorder.ts";
import { shuffledOrder } from "../../src/trainer/shuffle.ts";
import { startCpu } from "./cpuEngine.ts";
import { classBatch, layer, sequential, setupOf } from "./networks.ts";

const engine = await startCpu();
const topology = sequential(
  layer("Dense", "fc1", { units: 10, activation: "tanh", batch_input_shape: [null, 6] }),
  layer("BatchNormalization", "bn", { momentum: 0.9 }),
  layer("Dropout", "drop", { rate: 0.2 }),
  layer("Dense", "fc2", { units: 3, activation: "softmax" }),
);

function examplesOf({ size, inputs, targets }: Batch): Examples {
  const inputSize = inputs.length / size;
  return {
    size,
    inputSize,
    targetSize: 1,
    fill: async (indices, intoInputs, intoTargets) => {
      indices.forEach((index, row) => {
        intoInputs.set(inputs.subarray(index * inputSize, (index + 1) * inputSize), row * inputSize);
        intoTargets[row] = targets[index];
      });
    },
  };
}

const dataset: Dataset = {
  name: "made up",
  inputShapes: [[6]],
  targets: [{ kind: "class", classes: 3 }],
  train: examplesOf(classBatch(50, 6, 3)),
  test: examplesOf(classBatch(20, 6, 3, 9)),
  sha256: "",
  decoder: undefined,
  warnings: [],
  close: async () => {},
};

const target = { schedule: "log", sparsityUpperBound: 0.6, intervalPass: 2, endPass: 4 } as const;
const tensor = { name: "fc1/kernel", layer: "fc1", className: "Dense", role: "kernel", shape: [6, 10] };
const plan: readonly PlannedTensor[] = [{ tensor, target }];

/** Keeps what a run folder would keep. */
class MemoryRecorder implements Recorder {
  readonly events: Untimed[] = [];
  readonly positions: Position[] = [];
  masksWritten: MaskHistory | undefined;
  steps = 0;
  onStep: (steps: number) => void = () => {};
  onPause: (paused: boolean) => void = () => {};

  record(event: Untimed): void {
    this.events.push(event);
  }
  progress(): void {
    this.onStep(++this.steps);
  }
  paused(paused: boolean): void {
    this.onPause(paused);
  }
  async masks({ events, prunedAt }: MaskHistory): Promise<void> {
    this.masksWritten = { events, prunedAt: new Map([...prunedAt].map(([name, array]) => [name, array.slice()])) };
  }
  async checkpoint(position: Position): Promise<void> {
    this.positions.push(position);
  }
  types(): string[] {
    return this.events.map(({ type }) => type);
  }
}

async function newRun(changes: object = {}): Promise<FineTuning & { recorder: MemoryRecorder }> {
  const recipe = recipeSchema.parse({
    model: "x",
    dataset: { type: "sample", name: "fashion-mnist" },
    rules: [],
    passes: 6,
    batchSize: 16,
    seed: 4,
    optimizer: { type: "momentum", learningRate: 0.05 },
    ...changes,
  });
  const network = await engine.build(setupOf(topology));
  return {
    recipe,
    targets: [target],
    network,
    pruner: new Pruner(plan),
    dataset,
    batches: new Batches(dataset, recipe.batchSize),
    from: startPosition,
    testAccuracies: [],
    controls: new Controls(),
    recorder: new MemoryRecorder(),
  };
}

const weightsOf = (network: Network) => new Map(network.tensors.map(({ name }) => [name, [...network.read(name)]]));

describe("the training loop", () => {
  it("prunes before the first batch of the schedule's passes, and measures after each pass", async () => {
    const run = await newRun();
    expect(await fineTune(run)).toMatchObject({ status: "completed", reason: null, pass: 6 });
    const pass = ["passStarted", "passEnded"];
    const prunedPass = ["passStarted", "pruned", "passEnded"];
    expect(run.recorder.types()).toEqual([prunedPass, pass, prunedPass, pass, prunedPass, pass].flat());
    expect(run.recorder.masksWritten?.events).toBe(3);
  });

  it("leaves as many zeros as the last event says", async () => {
    const run = await newRun();
    await fineTune(run);
    const events = run.recorder.events.filter((event) => event.type === "pruned");
    const zeros = run.network.read("fc1/kernel").filter((weight) => weight === 0).length;
    expect(60 - zeros).toBe(events.at(-1)?.tensors[0].kept);
  });

  it("holds after the batch under way when it is paused, and goes on from there", async () => {
    const straight = await newRun();
    await fineTune(straight);

    const run = await newRun();
    const { recorder, controls } = run;
    const pauses: [paused: boolean, steps: number][] = [];
    recorder.onStep = (steps) => {
      if (steps === 10) controls.apply("pause");
    };
    recorder.onPause = (paused) => {
      pauses.push([paused, recorder.steps]);
      if (paused) setTimeout(() => controls.apply("continue"), 20);
    };
    expect(await fineTune(run)).toMatchObject({ status: "completed" });
    expect(pauses).toEqual([
      [true, 10],
      [false, 10],
    ]);
    expect(weightsOf(run.network)).toEqual(weightsOf(straight.network));
  });

  it("stops while it is paused", async () => {
    const { controls, ...run } = await newRun();
    run.recorder.onStep = (steps) => {
      if (steps === 10) controls.apply("pause");
    };
    run.recorder.onPause = (paused) => {
      if (paused) setTimeout(() => controls.apply("stop"), 20);
    };
    expect(await fineTune({ ...run, controls })).toMatchObject({ status: "stopped", pass: 2 });
    expect(run.recorder.positions.at(-1)).toMatchObject({ pass: 2, batch: 2, step: 10 });
  });

  const measurements = ["averageStatistics", "evaluate"] as const;
  it.each(measurements)("stops while it measures, and goes on with the measurement: %s", async (method) => {
    const straight = await newRun();
    await fineTune(straight);

    const first = await newRun();
    const measure: (...args: [Batch, number]) => unknown = first.network[method];
    Object.assign(first.network, {
      [method]: (...args: [Batch, number]) => {
        // 4 batches a pass.
        if (first.recorder.steps === 8) first.controls.apply("stop");
        return measure.apply(first.network, args);
      },
    });
    expect(await fineTune(first)).toMatchObject({ status: "stopped", pass: 1 });
    const from = first.recorder.positions.at(-1);
    expect(from).toMatchObject({ pass: 1, batch: 4, step: 8 });
    expect(first.recorder.types().filter((type) => type === "passEnded")).toHaveLength(1);

    const second = await newRun();
    for (const { name } of first.network.tensors) second.network.write(name, first.network.read(name));
    second.network.restoreOptimizer(first.network.saveOptimizer());
    const pruner = new Pruner(plan, first.pruner.history);
    pruner.restoreMasks(second.network);
    await fineTune({ ...second, pruner, from: from ?? startPosition });
    expect(weightsOf(second.network)).toEqual(weightsOf(straight.network));
    const measured = (run: { recorder: MemoryRecorder }) =>
      run.recorder.events.flatMap((event) => (event.type === "passEnded" ? [event.test] : []));
    expect([...measured(first), ...measured(second)]).toEqual(measured(straight));
  });

  it("goes on after a stop in the middle of a pass as if nothing had happened", async () => {
    const straight = await newRun();
    await fineTune(straight);

    const first = await newRun();
    first.recorder.onStep = (steps) => {
      if (steps === 10) first.controls.apply("stop");
    };
    expect(await fineTune(first)).toMatchObject({ status: "stopped", pass: 2 });
    const from = first.recorder.positions.at(-1);
    expect(from).toMatchObject({ pass: 2, batch: 2, step: 10 });

    const second = await newRun();
    for (const { name } of first.network.tensors) second.network.write(name, first.network.read(name));
    second.network.restoreOptimizer(first.network.saveOptimizer());
    const pruner = new Pruner(plan, first.pruner.history);
    pruner.restoreMasks(second.network);
    await fineTune({ ...second, pruner, from: from ?? startPosition });

    expect(weightsOf(second.network)).toEqual(weightsOf(straight.network));
    const measured = ({ recorder }: { recorder: MemoryRecorder }) =>
      recorder.events.flatMap((event) =>
        event.type === "passEnded" ? [{ train: event.train, test: event.test }] : [],
      );
    expect([...measured(first), ...measured(second)]).toEqual(measured(straight));
  });

  it("measures with statistics of the weights as they are, over whole batches as the pass ordered them", async () => {
    const run = await newRun();
    await fineTune(run);
    const { network, recorder, batches } = run;
    const last = recorder.events.findLast((event) => event.type === "passEnded");
    const statistics = () => ["mean", "variance"].map((of) => [...network.read(`bn/moving_${of}`)]);
    const kept = statistics();
    network.step(classBatch(16, 6, 3, 5), 99, 0);
    expect(statistics()).not.toEqual(kept);
    let earlier = 0;
    for await (const batch of batches.of(dataset.train, shuffledOrder(50, 4, 5).subarray(0, 48))) {
      network.averageStatistics(batch, earlier++);
    }
    expect(statistics()).toEqual(kept);
    expect(await evaluate(network, batches, dataset.test, async () => false)).toEqual(last?.test);
  });

  it("trains the same whether it re-estimates statistics or not, and measures with those of training where told", async () => {
    const [recalibrated, plain] = [await newRun(), await newRun({ recalibrateBatchNorm: false })];
    plain.network.averageStatistics = () => {
      throw new Error("statistics were re-estimated");
    };
    for (const run of [recalibrated, plain]) await fineTune(run);
    const learned = (network: Network) => [...weightsOf(network)].filter(([name]) => !name.includes("moving_"));
    expect(learned(plain.network)).toEqual(learned(recalibrated.network));
    expect(weightsOf(plain.network)).not.toEqual(weightsOf(recalibrated.network));
  });

  it("stops early only after the last event, when accuracy has not improved for so long", async () => {
    const run = await newRun({ passes: 40, earlyStop: { patience: 3 } });
    const { status, reason, pass } = await fineTune(run);
    expect(status).toBe("completed");
    expect(reason).toMatch(/not improved for 3 passes/);
    expect(pass).toBeGreaterThanOrEqual(4 + 3 + 1);
    expect(pass).toBeLessThan(40);
  });

  it("fails when the loss is no longer a number", async () => {
    const run = await newRun();
    run.network.write("fc2/kernel", new Float32Array(30).fill(Number.NaN));
    await expect(fineTune(run)).rejects.toThrow("no longer a number in pass 0, batch 0");
  });

  it("fails when an engine loses a mask", async () => {
    const run = await newRun();
    run.network.setMask = () => {};
    await expect(fineTune(run)).rejects.toThrow(/pruned weights of fc1\/kernel are not zero/);
  });
});
