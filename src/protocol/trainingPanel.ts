import type { Cells } from "../heatmap/cells.ts";
import type { RunEvent } from "../runs/events.ts";
import type { CellRequest, TensorValues } from "./tensorViews.ts";
import type { RunProgress, TrainerControl } from "./trainerMessages.ts";

/** Whether somebody trains, and what a person can do about it. */
export type Liveness =
  /** The trainer answers. `progress` is the newest; null before the first step. */
  | { readonly state: "live"; readonly progress: RunProgress | null }
  /** Another computer, or a process that does not answer, holds the run: it can be watched, not controlled. */
  | { readonly state: "unreachable" }
  /** Nobody writes the run. `cause`: why its process died, where that is known. */
  | { readonly state: "ended"; readonly cause: string | null };

export interface RunSnapshot {
  /** For a person: the run folder's name. */
  readonly title: string;
  /** All events so far. */
  readonly events: readonly RunEvent[];
  readonly liveness: Liveness;
  /** Why runs cannot be started or resumed here (restricted mode); null where they can. */
  readonly cannotRun: string | null;
}

/** What the extension offers to a training panel. */
export interface TrainingPanelHost {
  /** Everything so far; from then on the panel hears what is new. */
  open(): RunSnapshot;
  control(action: TrainerControl): void;
  /** Starts the run again from its newest checkpoint. */
  resume(): void;
  /** Weights as of the newest checkpoint or export, masks as of the newest event. */
  values(tensor: string): TensorValues;
  cells(request: CellRequest): Cells;
  openMasks(tensor: string): void;
  showRule(tensor: string): void;
  exportReport(): void;
  showFolder(): void;
  /** Asks where to save a file, and writes it. */
  save(suggestedName: string, content: string | Uint8Array): void;
}

/** What a training panel offers to the extension. */
export interface TrainingPanelView {
  add(events: readonly RunEvent[]): void;
  liveness(liveness: Liveness): void;
  /** The masks file was written: what `values` gives has changed. */
  masksChanged(): void;
}
