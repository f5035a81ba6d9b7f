import { noSums, type Sums } from "./measure.ts";

/** Where training stands between two steps. */
export interface Position {
  /** Passes done. */
  readonly pass: number;
  /** Batches done in the pass under way. */
  readonly batch: number;
  /** Updates done over the whole run. */
  readonly step: number;
  /** What the pass under way has measured so far. */
  readonly sums: Sums;
  /** Seconds that the pass under way has taken so far. */
  readonly seconds: number;
}

export const startPosition: Position = { pass: 0, batch: 0, step: 0, sums: noSums, seconds: 0 };
