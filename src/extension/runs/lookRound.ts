import type { WorkspaceRun } from "./workspaceRun.ts";

/** Milliseconds between two looks at a run that somebody trains here, or looks at. */
const lookInterval = 250;

/** Rounds between two looks at a run that nobody here can tell anything of. */
const seldom = 20;

/** Looks at the runs that may have changed, again and again while there are some. */
export class LookRound {
  readonly #runs: () => Iterable<WorkspaceRun>;
  #timer: NodeJS.Timeout | undefined;
  #rounds = 0;

  constructor(runs: () => Iterable<WorkspaceRun>) {
    this.#runs = runs;
  }

  /** To be called when one of them may need it. */
  start(): void {
    this.#timer ??= setInterval(() => this.#look(), lookInterval);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const isRare = this.#rounds++ % seldom === 0;
    let isNeeded = false;
    for (const { watched, lookers, liveness } of this.#runs()) {
      if (!watched.isHeld && lookers === 0) continue;
      isNeeded = true;
      if (lookers > 0 || liveness.state === "live" || isRare) void watched.look();
    }
    if (!isNeeded) this.stop();
  }
}
