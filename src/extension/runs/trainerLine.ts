import { LiveLink } from "../../protocol/liveLink.ts";
import type { RunProgress, TrainerControl } from "../../protocol/trainerMessages.ts";
import type { Liveness } from "../../protocol/trainingPanel.ts";
import type { LockHolder } from "../../runs/runLock.ts";

/** Milliseconds without a word after which a trainer counts as not answering. A step of a large network takes some. */
const patience = 60_000;

/** The line to whichever trainer holds a run. */
export class TrainerLine {
  readonly #onProgress: () => void;
  readonly #onClosed: () => void;
  #link: { readonly token: string; readonly end: LiveLink } | undefined;
  #progress: RunProgress | null = null;
  #heard = 0;
  #isDisposed = false;

  /**
   * @param onProgress is called when the trainer has said something
   * @param onClosed is called when it is gone
   */
  constructor(onProgress: () => void, onClosed: () => void) {
    this.#onProgress = onProgress;
    this.#onClosed = onClosed;
  }

  /** What is heard on the line. */
  get liveness(): Liveness {
    if (!this.#link || Date.now() - this.#heard > patience) return { state: "unreachable" };
    return { state: "live", progress: this.#progress };
  }

  /** Calls a trainer up, unless it is on the line already. Whether it answers is to be seen in `liveness`. */
  async call({ socket, token }: LockHolder): Promise<void> {
    if (this.#link?.token === token) return;
    this.hangUp();
    if (socket === undefined) return;
    try {
      const end = await LiveLink.connect(socket, {
        progress: (progress) => this.#hear(progress),
        closed: () => this.#close(),
      });
      this.#link = { token, end };
      this.#heard = Date.now();
      if (this.#isDisposed) this.hangUp();
    } catch {
      // Whether it is there at all, its lock tells.
    }
  }

  /** @returns whether there is anybody to hear it */
  control(action: TrainerControl): boolean {
    this.#link?.end.control(action);
    return this.#link !== undefined;
  }

  hangUp(): void {
    this.#link?.end.close();
    this.#link = undefined;
    this.#progress = null;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.hangUp();
  }

  #hear(progress: RunProgress): void {
    this.#heard = Date.now();
    this.#progress = progress;
    this.#onProgress();
  }

  #close(): void {
    this.#link = undefined;
    this.#progress = null;
    this.#onClosed();
  }
}
