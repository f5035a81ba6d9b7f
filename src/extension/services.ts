import type { Disposable, Event, ExtensionContext, LogOutputChannel, Uri } from "vscode";
import type { TrainerControl } from "../protocol/trainerMessages.ts";
import type { Liveness } from "../protocol/trainingPanel.ts";
import type { RunState } from "../runs/runState.ts";

/** What lives as long as the extension. Features get it; nothing else is global. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly runs: Runs;
}

/** The runs of the workspace, live ones and those that only their folders remember. */
export interface Runs extends Disposable {
  /** Newest first; looked for when first asked. */
  list(): Promise<readonly Run[]>;
  /** The run in this folder; undefined where it holds none. */
  open(folder: Uri): Promise<Run | undefined>;
  /**
   * Starts a recipe; resolves when the run folder exists. Rejects with a sentence where it cannot be started, with a
   * CancellationError where a person has called it off.
   *
   * @param folder to write the run into; a new one under `runs/` beside the recipe where absent
   */
  start(recipe: Uri, folder?: Uri): Promise<Run>;
  /** Takes a run up again from its newest checkpoint. Rejects as `start` does. */
  resume(run: Run): Promise<void>;
  /** A run came, went, or changed its state; undefined: several did. */
  readonly onDidChange: Event<Run | undefined>;
}

/** A run that is watched: a live one and an old one are the same to whoever shows it. */
export interface Run {
  readonly folder: Uri;
  /** What its events add up to. */
  readonly state: RunState;
  readonly liveness: Liveness;
  /** @throws an error with a sentence where no trainer answers */
  control(action: TrainerControl): void;
}

/** What a command gets that is called from the runs view: a run's folder, or a file or a tensor of a run. */
export interface RunsViewEntry {
  readonly uri: Uri;
  /** Where the entry is a tensor, whose run `uri` is: `conv2/kernel`. */
  readonly tensor?: string;
}
