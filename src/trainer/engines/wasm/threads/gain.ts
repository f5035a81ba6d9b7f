/** What a job that was shared took, in milliseconds. */
export interface Account {
  /** What one thread would have needed for it, by its quickest piece: one that no other program broke in upon. */
  readonly alone: number;
  readonly together: number;
}

/** What is judged together. */
const windowMilliseconds = 50;
/** Share of the time that others must save, for they take a processor core. */
const leastGain = 0.1;
/** How long to work alone before trying again. */
const aloneMilliseconds = 1000;

/**
 * Whether it pays to share work. It does not where other programs need the processor cores: then this thread waits for
 * pieces whose threads are not running, or is not running itself while others compute. Results are the same either way.
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

  add({ alone, together }: Account): void {
    this.#spent += together;
    this.#saved += alone - together;
    if (this.#spent < windowMilliseconds) return;
    if (this.#saved < leastGain * this.#spent) this.#aloneUntil = this.#now() + aloneMilliseconds;
    this.#spent = 0;
    this.#saved = 0;
  }
}
