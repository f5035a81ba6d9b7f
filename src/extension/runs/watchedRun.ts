import type { TrainerControl } from "../../protocol/trainerMessages.ts";
import type { TrainerOutcome } from "../../protocol/trainerProcess.ts";
import type { Liveness } from "../../protocol/trainingPanel.ts";
import { EventTail } from "../../runs/eventReader.ts";
import { emptyRunState, reduceEvents } from "../../runs/reduce.ts";
import { runPaths } from "../../runs/runFolder.ts";
import { type LockState, readLock } from "../../runs/runLock.ts";
import type { RunState } from "../../runs/runState.ts";
import { causeOfDeath } from "./causeOfDeath.ts";
import { TrainerLine } from "./trainerLine.ts";

/** What has changed of a run: what its events say, or who trains it and how far that is. */
export type RunChange = "events" | "liveness";

/**
 * A run as its folder and its trainer tell it, whoever started that and when. It looks when it is told to, and hears its
 * trainer in between.
 */
export class WatchedRun {
  readonly folder: string;
  readonly #onChange: (change: RunChange) => void;
  readonly #errorFolder: string;
  readonly #tail: EventTail;
  readonly #line: TrainerLine;
  /** What the events add up to by themselves. */
  #told: RunState = emptyRunState;
  #state: RunState = emptyRunState;
  #liveness: Liveness = { state: "ended", cause: null };
  #problem: string | undefined;
  #lock: LockState = { state: "free" };
  #isDetached = false;
  /** Token of the newest trainer that was seen alive. */
  #heldBy: string | undefined;
  /** How that ended, where this process has seen it. */
  #outcome: TrainerOutcome | undefined;
  #looking: Promise<void> | undefined;
  #isDisposed = false;

  /** @param errorFolder where trainers of this extension write their standard error */
  constructor(folder: string, errorFolder: string, onChange: (change: RunChange) => void) {
    this.folder = folder;
    this.#onChange = onChange;
    this.#errorFolder = errorFolder;
    this.#tail = new EventTail(runPaths(folder).events);
    this.#line = new TrainerLine(
      () => this.#update(this.#line.liveness, false),
      () => void this.look(),
    );
  }

  /** What the events add up to; `interrupted` where nobody trains and no event says why. */
  get state(): RunState {
    return this.#state;
  }

  get liveness(): Liveness {
    return this.#liveness;
  }

  /** Why the run could not be read when it was looked at last. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether the newest trainer lives on its own, so that nobody but those who watch can say how it ended. */
  get isDetached(): boolean {
    return this.#isDetached;
  }

  /** Whether more is to be expected without anybody asking for it. */
  get isHeld(): boolean {
    return this.#lock.state === "held" || this.#lock.state === "elsewhere";
  }

  /** Looks at the folder: what is new in the events, and who writes them. Never rejects: see `problem`. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** What the process that started the newest trainer has seen of its end. */
  async trainerEnded(outcome: TrainerOutcome): Promise<void> {
    this.#outcome = outcome;
    // One that has begun may have seen it alive.
    await this.#looking;
    await this.look();
  }

  /** @throws an error with a sentence where no trainer answers */
  control(action: TrainerControl): void {
    if (this.#line.control(action)) return;
    throw new Error(`No trainer answers for the run ${this.folder}, so it cannot be told to ${action}.`);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#line.dispose();
  }

  async #look(): Promise<void> {
    try {
      // In this order: whoever has let go of the lock has written all events before.
      this.#lock = await readLock(runPaths(this.folder).lock);
      const events = await this.#tail.read();
      this.#told = reduceEvents(events, this.#told);
      const liveness = await this.#livenessOf(this.#lock);
      this.#problem = undefined;
      this.#update(liveness, events.length > 0);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem === this.#problem) return;
      this.#problem = problem;
      this.#tell("events");
    }
  }

  async #livenessOf(lock: LockState): Promise<Liveness> {
    if (lock.state !== "free") this.#isDetached = lock.holder.errorFile !== undefined;
    if (lock.state === "held") {
      if (lock.holder.token !== this.#heldBy) this.#outcome = undefined;
      this.#heldBy = lock.holder.token;
      await this.#line.call(lock.holder);
      return this.#line.liveness;
    }
    this.#line.hangUp();
    if (lock.state === "elsewhere") return { state: "unreachable" };
    if (lock.state === "free" || this.#told.ended) return { state: "ended", cause: null };
    return { state: "ended", cause: await causeOfDeath(lock.holder, this.#outcome, this.#errorFolder) };
  }

  #update(liveness: Liveness, hasNewEvents: boolean): void {
    const before = this.#liveness;
    this.#liveness = isSame(before, liveness) ? before : liveness;
    const isInterrupted = liveness.state === "ended" && this.#told.status === "running";
    const status = isInterrupted ? "interrupted" : this.#told.status;
    if (hasNewEvents || status !== this.#state.status) this.#state = { ...this.#told, status };
    if (hasNewEvents) this.#tell("events");
    if (before !== this.#liveness) this.#tell("liveness");
  }

  #tell(change: RunChange): void {
    if (!this.#isDisposed) this.#onChange(change);
  }
}

function isSame(one: Liveness, other: Liveness): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
