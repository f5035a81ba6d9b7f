import type { Liveness } from "../../../src/protocol/trainingPanel.ts";
import { type RunState, secondsLeft } from "../../../src/runs/runState.ts";

/** How far a run is. */
export interface Progress {
  /** Passes done, with the part of the one under way that is done: 16.4. */
  readonly passesDone: number;
  readonly passes: number;
  /** Batches done in the pass under way, and its batches; undefined where nobody tells. */
  readonly batch: { readonly done: number; readonly all: number } | undefined;
  /** Of the newest pass, from its start to its end; undefined before one has ended. */
  readonly secondsAPass: number | undefined;
  /** Until the last pass ends; undefined before a pass has ended. */
  readonly secondsLeft: number | undefined;
}

export function progressOf(state: RunState, liveness: Liveness): Progress | undefined {
  const { started, passes, ended } = state;
  if (!started) return undefined;
  const newest = passes.at(-1);
  const left = secondsLeft(state);
  const whole = { passesDone: passes.length, passes: started.passes, secondsAPass: newest?.wallSeconds };
  const told = liveness.state === "live" && !ended ? liveness.progress : null;
  if (!told || told.steps === 0 || passes.length >= started.passes) {
    return { ...whole, batch: undefined, secondsLeft: left };
  }
  const all = Math.max(1, Math.round(told.steps / started.passes));
  // Progress and events come different ways: what is told of another pass is not believed.
  const done = Math.min(all, Math.max(0, told.step - passes.length * all));
  const part = done / all;
  const passesLeft = started.passes - passes.length;
  return {
    ...whole,
    passesDone: passes.length + part,
    batch: { done, all },
    secondsLeft: left === undefined ? undefined : (left * (passesLeft - part)) / passesLeft,
  };
}
