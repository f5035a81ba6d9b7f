import { LiveLink } from "../../protocol/liveLink.ts";
import type { RunProgress, TrainerControl } from "../../protocol/trainerMessages.ts";
import type { TrainerOutcome } from "../../protocol/trainerProcess.ts";
import type { Liveness } from "../../protocol/trainingPanel.ts";
import { EventTail } from "../../runs/eventReader.ts";
import { emptyRunState, reduceEvents } from "../../runs/reduce.ts";
import { runPaths } from "../../runs/runFolder.ts";
import { type LockHolder, type LockState, readLock } from "../../runs/runLock.ts";
import type { RunState } from "../../runs/runState.ts";
import { causeOfDeath } from "./causeOfDeath.ts";

/** Milliseconds without a word after which a trainer counts as not answering. A step of a large network takes some. */
const patience = 60_000;

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
  #told: RunState = emptyRunState;
  #state: RunState = emptyRunState;
  #liveness: Liveness = { state: "ended", cause: null };
  #problem: string | undefined;
  #link: { readonly token: string; readonly end: LiveLink } | undefined;
  #heard = 0;
  #progress: RunProgress | null = null;
  #lock: LockState = { state: "free" };
  #isDetached = false;
  #outcome: TrainerOutcome | undefined;
  #looking: Promise<void> | undefined;
  #disposed = false;

  /** @param errorFolder where trainers of this extension write their standard error */
  constructor(folder: string, errorFolder: string, onChange: (change: RunChange) => void) {
    this.folder = folder;
    this.#onChange = onChange;
    this.#errorFolder = errorFolder;
    this.#tail = new EventTail(runPaths(folder).events);
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

  /** What the process that started the trainer has seen of its end. */
  async trainerEnded(outcome: TrainerOutcome): Promise<void> {
    this.#outcome = outcome;
    await this.look();
  }

  /** @throws an error with a sentence where no trainer answers */
  control(action: TrainerControl): void {
    if (!this.#link)
      throw new Error(`No trainer answers for the run ${this.folder}, so it cannot be told to ${action}.`);
    this.#link.end.control(action);
  }

  dispose(): void {
    this.#disposed = true;
    this.#hangUp();
  }

  async #look(): Promise<void> {
    try {
      // In this order: whoever has let go of the lock has written all events before.
      this.#lock = await readLock(runPaths(this.folder).lock);
      const events = await this.#tail.read();
      this.#told = reduceEvents(events, this.#told);
      const liveness = await this.#readLiveness();
      this.#problem = undefined;
      this.#update(liveness, events.length > 0);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem === this.#problem) return;
      this.#problem = problem;
      this.#tell("events");
    }
  }

  async #readLiveness(): Promise<Liveness> {
    const lock = this.#lock;
    if (lock.state !== "free") this.#isDetached = lock.holder.errorFile !== undefined;
    if (lock.state === "held")
      return (await this.#callUp(lock.holder)) ? this.#livenessNow() : { state: "unreachable" };
    this.#hangUp();
    if (lock.state === "elsewhere") return { state: "unreachable" };
    if (lock.state === "free" || this.#told.ended) return { state: "ended", cause: null };
    return { state: "ended", cause: await causeOfDeath(lock.holder, this.#outcome, this.#errorFolder) };
  }

  /** Whether the holder of the lock is on the line. */
  async #callUp({ socket, token }: LockHolder): Promise<boolean> {
    if (this.#link?.token === token) return true;
    this.#hangUp();
    if (socket === undefined) return false;
    try {
      const end = await LiveLink.connect(socket, {
        progress: (progress) => this.#hear(progress),
        closed: () => this.#closed(),
      });
      this.#link = { token, end };
      this.#heard = Date.now();
      this.#outcome = undefined;
      if (this.#disposed) this.#hangUp();
      return true;
    } catch {
      return false;
    }
  }

  #hangUp(): void {
    this.#link?.end.close();
    this.#link = undefined;
    this.#progress = null;
  }

  #hear(progress: RunProgress): void {
    this.#heard = Date.now();
    this.#progress = progress;
    this.#update(this.#livenessNow(), false);
  }

  #closed(): void {
    this.#link = undefined;
    this.#progress = null;
    void this.look();
  }

  #livenessNow(): Liveness {
    if (Date.now() - this.#heard > patience) return { state: "unreachable" };
    return { state: "live", progress: this.#progress };
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
    if (!this.#disposed) this.#onChange(change);
  }
}

function isSame(one: Liveness, other: Liveness): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
