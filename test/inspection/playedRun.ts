import { appendFile, mkdir } from "node:fs/promises";
import path from "node:path";
import type { Topology } from "../../src/models/modelFile.ts";
import { writeLayersModel } from "../../src/models/tfjs/write.ts";
import { ArrayWeights } from "../../src/pruning/arrayWeights.ts";
import { type PlannedTensor, Pruner } from "../../src/pruning/pruner.ts";
import { tensorStatistics } from "../../src/pruning/statistics.ts";
import type { WeightTensor } from "../../src/pruning/tensor.ts";
import { saveCheckpoint } from "../../src/runs/checkpoints.ts";
import { formatEvent } from "../../src/runs/eventLine.ts";
import type { RunEvent } from "../../src/runs/events.ts";
import { writeMasks } from "../../src/runs/masks.ts";
import { runPaths } from "../../src/runs/runFolder.ts";
import { RunLock } from "../../src/runs/runLock.ts";
import { layer, sequential } from "../trainer/networks.ts";

const topology: Topology = sequential(
  layer("Conv2D", "conv", { filters: 4, kernel_size: [2, 2], batch_input_shape: [null, 4, 4, 3], use_bias: false }),
  layer("Flatten", "flatten"),
  layer("Dense", "fc", { units: 5 }),
);

/** In another order than a safetensors file has them after sorting. */
export const tensors: readonly WeightTensor[] = [
  { name: "conv/kernel", layer: "conv", className: "Conv2D", role: "kernel", shape: [2, 2, 3, 4] },
  { name: "fc/kernel", layer: "fc", className: "Dense", role: "kernel", shape: [36, 5] },
  { name: "fc/bias", layer: "fc", className: "Dense", role: "bias", shape: [5] },
];

const target = { schedule: "log", sparsityUpperBound: 0.8, intervalPass: 1, endPass: 6 } as const;
const plan: readonly PlannedTensor[] = tensors.slice(0, 2).map((tensor) => ({ tensor, target }));

type Untimed = RunEvent extends infer Event ? (Event extends RunEvent ? Omit<Event, "time"> : never) : never;

/** A run folder that is written step by step, in the order in which the trainer writes. */
export class PlayedRun {
  readonly folder: string;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly pruner = new Pruner(plan);
  readonly #arrays: ArrayWeights;
  #lock: RunLock | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.weights = new Map(
      tensors.map(({ name, shape }, t) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        return [name, Float32Array.from({ length: size }, (_, i) => Math.sin((t + 1) * (i + 1)))];
      }),
    );
    this.#arrays = new ArrayWeights(this.weights as Map<string, Float32Array>);
  }

  /** A folder with its first line, that a process writes. */
  static async begin(folder: string): Promise<PlayedRun> {
    const run = new PlayedRun(folder);
    const { checkpoints, lock } = runPaths(folder);
    await mkdir(checkpoints, { recursive: true });
    run.#lock = await RunLock.acquire(lock);
    const sha256 = "0".repeat(64);
    await run.record({
      type: "runStarted",
      v: 1,
      pass: 0,
      name: path.basename(folder),
      engine: { name: "wasm", version: "1", detail: "" },
      model: { path: "/model.json", sha256, weights: 233 },
      dataset: { name: "data", sha256, train: 1, test: 1, inputShapes: [[4, 4, 3]], classes: [5] },
      passes: 6,
      batchSize: 1,
      seed: 1,
      plan: plan.map(({ tensor: { name, ...tensor }, target: goal }) => {
        return { tensor: name, ...tensor, shape: [...tensor.shape], rule: 0, select: "conv", ...goal };
      }),
    });
    return run;
  }

  async record(event: Untimed): Promise<void> {
    await appendFile(
      runPaths(this.folder).events,
      formatEvent({ ...event, time: new Date().toISOString() } as RunEvent),
    );
  }

  async export(variant: string): Promise<string> {
    const folder = path.join(runPaths(this.folder).export, variant);
    const values = tensors.map((tensor) => ({ ...tensor, values: this.#arrays.read(tensor.name) }));
    const [modelJson] = await writeLayersModel(folder, { topology, tensors: values });
    return modelJson.path;
  }

  async checkpoint(pass: number, batch = 0): Promise<string> {
    const network = {
      tensors,
      read: (name: string) => this.#arrays.read(name),
      saveOptimizer: () => new Map([["fc/kernel/momentum", new Float32Array(180)]]),
    };
    const sums = { size: 0, lossSum: 0, correct: 0, counts: true };
    const state = { position: { pass, batch, step: 0, sums, seconds: 0 }, events: this.pruner.history.events };
    const saved = await saveCheckpoint(this.folder, network, state, 2);
    const file = path.relative(this.folder, saved.path);
    await this.record({ type: "checkpointSaved", pass, path: file, bytes: saved.bytes });
    return saved.path;
  }

  /** A prune event whose masks are not written yet. */
  async prune(pass: number): Promise<void> {
    const event = this.pruner.beforePass(pass, this.#arrays);
    if (!event) throw new Error(`There is no prune event before pass ${pass}.`);
    await this.record({ type: "pruned", pass, event: event.event, tensors: [...event.tensors], milliseconds: 1 });
  }

  async writeMasks(): Promise<string> {
    const { masks } = runPaths(this.folder);
    await writeMasks(masks, this.pruner.history, new Map(tensors.map(({ name, shape }) => [name, shape])));
    return masks;
  }

  /** A pass with its prune event, until before its checkpoint. */
  async pass(pass: number): Promise<void> {
    await this.record({ type: "passStarted", pass, learningRate: 0.1 });
    await this.prune(pass);
    await this.writeMasks();
    const nothing = { loss: null, accuracy: null };
    await this.record({ type: "passEnded", pass, train: nothing, test: nothing, seconds: 1, stepMilliseconds: 1 });
  }

  async end(status: "completed" | "stopped" | "failed", pass: number): Promise<void> {
    const unmeasured = { accuracyBefore: null, accuracyAfter: null, sparsity: null };
    await this.record({ type: "runEnded", pass, status, reason: null, ...unmeasured, sizes: [] });
    await this.abandon();
  }

  /** As if the trainer had died. */
  async abandon(): Promise<void> {
    await this.#lock?.release();
  }

  prunedAt(tensor: string): number[] {
    return [...(this.pruner.history.prunedAt.get(tensor) ?? [])];
  }

  nnz(tensor: string): number {
    const shape = tensors.find(({ name }) => name === tensor)?.shape ?? [];
    return tensorStatistics(this.#arrays.read(tensor), shape).nnz;
  }
}
