import path from "node:path";
import type { Uri } from "vscode";
import type { TrainerControl } from "../../protocol/trainerMessages.ts";
import type { Liveness } from "../../protocol/trainingPanel.ts";
import type { RunState } from "../../runs/runState.ts";
import type { Run } from "../services.ts";
import { type RunChange, WatchedRun } from "./watchedRun.ts";

/** A run of the workspace. */
export class WorkspaceRun implements Run {
  readonly folder: Uri;
  readonly watched: WatchedRun;
  /** How many look at it although nobody trains. */
  lookers = 0;
  #look: { readonly state: RunState; readonly rest: string } | undefined;

  constructor(folder: Uri, errorFolder: string, onChange: (run: WorkspaceRun, change: RunChange) => void) {
    this.folder = folder;
    this.watched = new WatchedRun(folder.fsPath, errorFolder, (change) => onChange(this, change));
  }

  /** For a person. */
  get name(): string {
    return path.basename(this.folder.fsPath);
  }

  get state(): RunState {
    return this.watched.state;
  }

  get liveness(): Liveness {
    return this.watched.liveness;
  }

  /** Whether it looks different from when this was asked last: in its events, or in whether somebody trains. */
  hasNewLook(): boolean {
    const { state, liveness } = this;
    const isPaused = liveness.state === "live" && liveness.progress?.paused === true;
    const rest = [liveness.state, isPaused, this.watched.problem].join();
    const isNew = state !== this.#look?.state || rest !== this.#look.rest;
    this.#look = { state, rest };
    return isNew;
  }

  control(action: TrainerControl): void {
    this.watched.control(action);
  }
}
