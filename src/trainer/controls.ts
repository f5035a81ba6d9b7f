import { setImmediate as turn } from "node:timers/promises";
import type { TrainerControl } from "../protocol/trainerMessages.ts";

/** What the person who watches has asked for. Training steps block the event loop, so the loop comes by between them. */
export class Controls {
  #paused = false;
  #stop = false;
  #wake: (() => void) | undefined;

  apply(action: TrainerControl): void {
    if (action === "stop") this.#stop = true;
    this.#paused = action === "pause";
    if (!this.#paused) this.#wake?.();
  }

  /** Lets messages in, and waits while paused. Resolves with whether training should stop here. */
  async shouldStop(onPause: () => void): Promise<boolean> {
    await turn();
    while (this.#paused && !this.#stop) {
      onPause();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#stop;
  }
}
