/** How this thread fared with a job that others helped with, in milliseconds. */
export interface Account {
  readonly pieces: number;
  /** Pieces that this thread computed. */
  readonly computed: number;
  readonly computing: number;
  /** For the others to finish. */
  readonly waiting: number;
}

/** What is judged together. */
const windowMilliseconds = 50;
/** Share of the time that others must save, for they take a processor core. */
const leastGain = 0.1;
/** How long to work alone before trying again. */
const aloneMilliseconds = 1000;

/**
 * Whether it pays to share work. It does not where other programs need the processor cores: then this thread waits for
 * pieces whose threads are not running. Results are the same either way.
 */
export class Gain {
  readonly #now: () => number;
  #spent = 0;
  #saved = 0;
  #aloneUntil = 0;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  isWorthwhile(): boolean {
    return this.#now() >= this.#aloneUntil;
  }

  add({ pieces, computed, computing, waiting }: Account): void {
    // Of a job that this thread had no part in, it cannot say how long it would have taken.
    if (computed === 0) return;
    this.#spent += computing + waiting;
    this.#saved += (computing * pieces) / computed - (computing + waiting);
    if (this.#spent < windowMilliseconds) return;
    if (this.#saved < leastGain * this.#spent) this.#aloneUntil = this.#now() + aloneMilliseconds;
    this.#spent = 0;
    this.#saved = 0;
  }
}
