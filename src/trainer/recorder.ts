import type { MaskHistory } from "../pruning/pruner.ts";
import type { RunEvent } from "../runs/events.ts";
import type { Position } from "./position.ts";

/** An event before the recorder puts the time on it. */
export type Untimed<Event extends RunEvent = RunEvent> = Event extends RunEvent ? Omit<Event, "time"> : never;

/** Where training writes down what happens. */
export interface Recorder {
  /** Appends to the run's events and sends it to whoever watches. */
  record(event: Untimed): void;
  /** Sent to whoever watches, and not kept. */
  progress(progress: { pass: number; step: number; loss: number | null; accuracy: number | null }): void;
  paused(paused: boolean): void;
  masks(history: MaskHistory): Promise<void>;
  checkpoint(position: Position): Promise<void>;
}
