import type { ShownRun } from "../../../src/extension/runs/runWording.ts";
import type { RunProgress } from "../../../src/protocol/trainerMessages.ts";
import type { Liveness } from "../../../src/protocol/trainingPanel.ts";
import type { RunEvent } from "../../../src/runs/events.ts";
import { reduceEvents } from "../../../src/runs/reduce.ts";
import { straightRun } from "../../runs/straightRun.ts";

/** Runs in every state that a person can find them in. */

export const events = straightRun({ passes: 4, tensors: 2, interval: 2, warnings: [] });

export const ended: Liveness = { state: "ended", cause: null };

export function live(paused = false): Liveness {
  const progress: RunProgress = { type: "progress", pass: 0, step: 1, steps: 9, loss: 1, accuracy: null, paused };
  return { state: "live", progress };
}

/** A run after so many of its events; all of them where absent. */
export function shownRun(liveness: Liveness, count = events.length, last: readonly RunEvent[] = []): ShownRun {
  return { state: reduceEvents([...events.slice(0, count), ...last]), liveness };
}

/** After the first pass. */
export const firstPass = events.findIndex(({ type }) => type === "passEnded") + 1;

/** The run's last event, with another outcome. */
export function endedAs(status: "stopped" | "failed", reason: string): RunEvent {
  const end = events.at(-1);
  if (end?.type !== "runEnded") throw new Error("A straight run ends.");
  return { ...end, status, reason };
}
