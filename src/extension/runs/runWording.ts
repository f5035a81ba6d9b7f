import type { Liveness } from "../../protocol/trainingPanel.ts";
import { percent } from "../../runs/figures.ts";
import { type RunState, sparsityOf } from "../../runs/runState.ts";

/**
 * What a person calls the state of a run. `elsewhere`: somebody writes it who does not answer here. `interrupted`:
 * nobody does, and no event says why.
 */
export type RunMood =
  | "starting"
  | "running"
  | "paused"
  | "elsewhere"
  | "completed"
  | "stopped"
  | "failed"
  | "interrupted";

/** What is shown of a run. */
export interface ShownRun {
  readonly state: RunState;
  readonly liveness: Liveness;
}

export function moodOf({ state, liveness }: ShownRun): RunMood {
  if (state.ended) return state.ended.status;
  if (liveness.state === "ended") return "interrupted";
  if (liveness.state === "unreachable") return "elsewhere";
  if (liveness.progress?.paused) return "paused";
  return state.started ? "running" : "starting";
}

/** Whether a trainer listens. */
export function isLive(run: ShownRun): boolean {
  return ["starting", "running", "paused"].includes(moodOf(run));
}

/** Whether it can be taken up again: nobody writes it, it is not complete, and it has something to go back to. */
export function isResumable(run: ShownRun): boolean {
  return ["stopped", "failed", "interrupted"].includes(moodOf(run)) && run.state.checkpoints.length > 0;
}

/** `contextValue` of a run, by which the manifest chooses its commands. */
export function contextOf(run: ShownRun): string {
  if (moodOf(run) === "paused") return "run.livePaused";
  if (isLive(run)) return "run.live";
  if (moodOf(run) === "elsewhere") return "run.elsewhere";
  return isResumable(run) ? "run.resumable" : "run.done";
}

/** Behind the run's name: `running · pass 7/18`, `completed · 85.1 % · 88.6 % sparse`. */
export function describeRun(run: ShownRun): string {
  const { state } = run;
  const mood = moodOf(run);
  switch (mood) {
    case "starting":
      return mood;
    case "running":
    case "paused":
      return `${mood} · ${passOf(state)}`;
    case "elsewhere":
      return `trained elsewhere · ${passOf(state)}`;
    case "completed":
      return [mood, ...result(state)].join(" · ");
    case "stopped":
    case "failed":
    case "interrupted":
      return state.started ? `${mood} at pass ${state.passes.length}` : `${mood} before it began`;
  }
}

/** Passes done of how many: `pass 7/18`. */
export function passOf({ passes, started }: RunState): string {
  return started ? `pass ${passes.length}/${started.passes}` : "not begun";
}

function result(state: RunState): string[] {
  const accuracy = state.ended?.accuracyAfter;
  const sparsity = state.ended?.sparsity ?? sparsityOf(state);
  return [...(accuracy == null ? [] : [percent(accuracy)]), sparsity == null ? "dense" : `${percent(sparsity)} sparse`];
}
