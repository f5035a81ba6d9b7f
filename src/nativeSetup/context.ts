import type { Tell } from "./events.ts";
import type { Run } from "./programs.ts";

/** What every step of setting up needs. */
export interface SetupContext {
  readonly run: Run;
  readonly tell: Tell;
  /** Calls it off. */
  readonly signal: AbortSignal;
  /** Gets what the programs print. */
  readonly logFile: string;
}
