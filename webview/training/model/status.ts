import type { Liveness } from "../../../src/protocol/trainingPanel.ts";
import type { RunState } from "../../../src/runs/runState.ts";

/**
 * What a person calls the state of a run. `starting`: no event yet. `ending`: all passes are done, the exports are not.
 * `elsewhere`: somebody writes the run who does not answer here. `interrupted`: nobody does, and no event says why.
 */
export type PageStatus =
  | "starting"
  | "running"
  | "paused"
  | "ending"
  | "elsewhere"
  | "completed"
  | "stopped"
  | "failed"
  | "interrupted";

export function statusOf(state: RunState, liveness: Liveness): PageStatus {
  if (state.ended) return state.ended.status;
  if (liveness.state === "ended") return "interrupted";
  if (liveness.state === "unreachable") return "elsewhere";
  if (!state.started) return "starting";
  if (liveness.progress?.paused) return "paused";
  return state.passes.length >= state.started.passes ? "ending" : "running";
}

/** Whether more events are to be expected. */
export function isGoingOn(status: PageStatus): boolean {
  return ["starting", "running", "paused", "ending", "elsewhere"].includes(status);
}

/** What a person may do about the training. */
export interface Controls {
  readonly pause: boolean;
  readonly continue: boolean;
  readonly stop: boolean;
  readonly resume: boolean;
}

export function controlsOf(status: PageStatus, { started, checkpoints }: RunState): Controls {
  const running = status === "running" || status === "starting";
  return {
    pause: running && started !== undefined,
    continue: status === "paused",
    stop: status === "running" || status === "paused",
    resume: ["stopped", "failed", "interrupted"].includes(status) && checkpoints.length > 0,
  };
}
