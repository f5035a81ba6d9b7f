/** What a job that was shared took, in milliseconds. */
export interface Account {
  /** What one thread would have needed for it, by its quickest piece: one that no other program broke in upon. */
  readonly alone: number;
  readonly together: number;
}

/** What is judged together: longer than most interruptions, so that one of them does not decide. */
const windowMilliseconds = 200;
/** Share of the time that others must save, for they take a processor core. */
const leastGain = 0.1;
/** How long to work alone before trying again: twice as long each time that it has not paid. */
const aloneMilliseconds = { first: 250, longest: 4000 };

/**
 * Whether it pays to share work. It does not where other programs need the processor cores: then this thread waits for
 * pieces whose threads are not running, or is not running itself while others compute. Results are the same either way.
 */
export class Gain {
  readonly #now: () => number;
  #spent = 0;
  #saved = 0;
  #aloneFor = aloneMilliseconds.first;
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
    if (this.#saved < leastGain * this.#spent) {
      this.#aloneUntil = this.#now() + this.#aloneFor;
      this.#aloneFor = Math.min(2 * this.#aloneFor, aloneMilliseconds.longest);
    } else {
      this.#aloneFor = aloneMilliseconds.first;
    }
    this.#spent = 0;
    this.#saved = 0;
  }
}
