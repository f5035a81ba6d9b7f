import type { Liveness, RunSnapshot } from "../../src/protocol/trainingPanel.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";
import type { RunEvent } from "../../src/runs/events.ts";
import { reduceEvents } from "../../src/runs/reduce.ts";
import type { RunState } from "../../src/runs/runState.ts";
import { type Progress, progressOf } from "./model/progress.ts";
import { isGoingOn, type PageStatus, statusOf } from "./model/status.ts";
import type { Selection } from "./selection.ts";

/** A run as the page has it: what its events add up to, and who trains it. */
export interface ShownRun {
  readonly title: string;
  readonly state: RunState;
  readonly liveness: Liveness;
  readonly cannotRun: string | null;
  readonly status: PageStatus;
  readonly goesOn: boolean;
  readonly progress: Progress | undefined;
}

export function shownRun({ title, events, liveness, cannotRun }: RunSnapshot): ShownRun {
  return derive({ title, cannotRun }, reduceEvents(events), liveness);
}

export function withEvents(run: ShownRun, events: readonly RunEvent[]): ShownRun {
  return derive(run, reduceEvents(events, run.state), run.liveness);
}

export function withLiveness(run: ShownRun, liveness: Liveness): ShownRun {
  return derive(run, run.state, liveness);
}

function derive(
  { title, cannotRun }: Pick<ShownRun, "title" | "cannotRun">,
  state: RunState,
  liveness: Liveness,
): ShownRun {
  const status = statusOf(state, liveness);
  const progress = progressOf(state, liveness);
  return { title, state, liveness, cannotRun, status, goesOn: isGoingOn(status), progress };
}

/** The newest event; 0 before the first. */
export function newestEvent({ prunes }: RunState): number {
  return prunes.at(-1)?.event ?? 0;
}

/** The event that the page shows: one that a resumed run has not held again gives way to the newest. */
export function shownEvent({ event }: Selection, state: RunState): number {
  return Math.min(event ?? Number.POSITIVE_INFINITY, newestEvent(state));
}

/** The tensor that the page shows: where none is selected that the run prunes, the one with the most weights. */
export function shownTensor({ tensor }: Selection, { tensors }: RunState): string | undefined {
  if (tensor !== undefined && tensors.has(tensor)) return tensor;
  let largest: { readonly name: string; readonly size: number } | undefined;
  for (const [name, { plan }] of tensors) {
    const size = sizeOf(plan.shape);
    if (!largest || size > largest.size) largest = { name, size };
  }
  return largest?.name;
}

/** Whether these parts of a run, and whether it goes on, are what they were: states share what has not changed. */
export function sharesParts(before: ShownRun, now: ShownRun, parts: readonly (keyof RunState)[]): boolean {
  return before.goesOn === now.goesOn && parts.every((part) => before.state[part] === now.state[part]);
}

/** Of when the masks after an event are, for a person. */
export function whenText(state: RunState, event: number): string {
  if (newestEvent(state) === 0) return "before the first prune event";
  if (event === newestEvent(state)) return "now";
  const held = state.prunes.toArray().find((prune) => prune.event === event);
  return held ? `after event ${event}, before pass ${held.pass}` : "the dense network";
}
