import { setImmediate as turn } from "node:timers/promises";
import type { TrainerControl } from "../protocol/trainerMessages.ts";

/** A connection is taken in one turn of the event loop, what it says is read in the next. */
const turnsForMessages = 2;

/** What the people who watch have asked for. Training steps block the event loop, so the loop comes by between them. */
export class Controls {
  #paused = false;
  #stop = false;
  #wake: (() => void) | undefined;

  apply(action: TrainerControl): void {
    if (action === "stop") this.#stop = true;
    this.#paused = action === "pause";
    if (!this.#paused) this.#wake?.();
  }

  /**
   * Lets messages in, and waits while paused. Resolves with whether training should stop here.
   *
   * @param onPause is told when a pause begins, and when it is over
   */
  async shouldStop(onPause: (paused: boolean) => void): Promise<boolean> {
    for (let i = 0; i < turnsForMessages; i++) await turn();
    if (this.#paused && !this.#stop) {
      onPause(true);
      while (this.#paused && !this.#stop) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      onPause(false);
    }
    return this.#stop;
  }
}
