import type { Disposable, Event, ExtensionContext, LogOutputChannel, Uri } from "vscode";
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
  /** Starts a recipe; resolves when the run folder exists. Rejects with a sentence where it cannot be started. */
  start(recipe: Uri): Promise<Run>;
  /** Takes a run up again from its newest checkpoint. */
  resume(run: Run): Promise<void>;
  /** A run came, went, or changed its state. */
  readonly onDidChange: Event<Run | undefined>;
}

/** A run that is watched: a live one and an old one are the same to whoever shows it. */
export interface Run {
  readonly folder: Uri;
  /** What its events add up to. */
  readonly state: RunState;
}
