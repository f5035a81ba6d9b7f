import path from "node:path";
import type { RunProgress, TrainerMessage } from "../protocol/trainerMessages.ts";
import type { MaskHistory, Pruner } from "../pruning/pruner.ts";
import { saveCheckpoint } from "../runs/checkpoints.ts";
import type { RunEvent } from "../runs/events.ts";
import { EventLogWriter } from "../runs/eventWriter.ts";
import { writeMasks } from "../runs/masks.ts";
import { emptyRunState, reduce } from "../runs/reduce.ts";
import type { RunFolder } from "../runs/runFolder.ts";
import type { RunState } from "../runs/runState.ts";
import { evaluationOf } from "./measure.ts";
import type { Position } from "./position.ts";
import type { Prepared } from "./prepare.ts";
import type { Recorder, Untimed } from "./recorder.ts";

/** Milliseconds between two progress messages: often enough for a bar, too seldom to cost anything. */
const progressInterval = 100;

/** Writes a run folder, and sends the same events to whoever watches. */
export class RunRecorder implements Recorder {
  readonly #folder: RunFolder;
  readonly #prepared: Prepared;
  readonly #pruner: Pruner;
  readonly #send: (message: TrainerMessage) => void;
  readonly #log: EventLogWriter;
  readonly #steps: number;
  #state: RunState;
  #progress: Parameters<Recorder["progress"]>[0];
  #progressSent = 0;

  /**
   * @param from where training starts
   * @param before what the run's events so far add up to, where it is taken up again
   */
  constructor(
    folder: RunFolder,
    prepared: Prepared,
    pruner: Pruner,
    send: (message: TrainerMessage) => void,
    from: Position,
    before: RunState = emptyRunState,
  ) {
    this.#folder = folder;
    this.#prepared = prepared;
    this.#pruner = pruner;
    this.#send = send;
    this.#state = before;
    this.#progress = { pass: from.pass, step: from.step, ...evaluationOf(from.sums) };
    this.#log = new EventLogWriter(folder.paths.events);
    const { recipe, dataset } = prepared;
    this.#steps = recipe.passes * Math.ceil(dataset.train.size / recipe.batchSize);
  }

  /** What the run's events add up to. */
  get state(): RunState {
    return this.#state;
  }

  /** How far the run is. */
  progressNow(paused: boolean): RunProgress {
    return { type: "progress", ...this.#progress, steps: this.#steps, paused };
  }

  record(untimed: Untimed): void {
    const event: RunEvent = { ...untimed, time: new Date().toISOString() };
    this.#log.append(event);
    this.#state = reduce(this.#state, event);
    this.#send({ type: "event", event });
  }

  progress(progress: Parameters<Recorder["progress"]>[0]): void {
    this.#progress = progress;
    const now = performance.now();
    if (now - this.#progressSent < progressInterval) return;
    this.#progressSent = now;
    this.#send(this.progressNow(false));
  }

  paused(paused: boolean): void {
    this.#send(this.progressNow(paused));
  }

  async masks(history: MaskHistory): Promise<void> {
    const shapes = new Map(this.#prepared.plan.map(({ tensor }) => [tensor.name, tensor.shape]));
    await writeMasks(this.#folder.paths.masks, history, shapes);
  }

  async checkpoint(position: Position): Promise<void> {
    const { network, recipe } = this.#prepared;
    const state = { position, events: this.#pruner.history.events };
    const saved = await saveCheckpoint(this.#folder.path, network, state, recipe.keepCheckpoints);
    const relative = path.relative(this.#folder.path, saved.path);
    this.record({ type: "checkpointSaved", pass: position.pass, path: relative, bytes: saved.bytes });
  }

  close(): void {
    this.#log.close();
  }
}
