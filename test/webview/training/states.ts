import type { Liveness } from "../../../src/protocol/trainingPanel.ts";
import type { ModelSize, RunEvent, TensorPlan } from "../../../src/runs/events.ts";
import { reduceEvents } from "../../../src/runs/reduce.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { type RunShape, straightRun } from "../../runs/straightRun.ts";

export const shape: RunShape = { passes: 12, tensors: 4, interval: 3, warnings: [] };

/** The events of a straight run, with changes to its plan. */
export function runWith(
  plan: (tensor: TensorPlan, place: number) => Partial<TensorPlan>,
  of: RunShape = shape,
): RunEvent[] {
  return straightRun(of).map((event) =>
    event.type === "runStarted"
      ? { ...event, plan: event.plan.map((tensor, place) => ({ ...tensor, ...plan(tensor, place) })) }
      : event,
  );
}

/** Tensors 0 and 2 by one rule, 1 and 3 by another. */
export function twoRules(of: RunShape = shape): RunEvent[] {
  return runWith((_, place) => ({ rule: place % 2, select: place % 2 === 0 ? "pointwise" : "dense", endPass: 9 }), of);
}

/** Events up to and with the first that `last` holds for. */
export function upTo(events: readonly RunEvent[], last: (event: RunEvent) => boolean): RunEvent[] {
  const index = events.findIndex(last);
  if (index < 0) throw new Error("The run has no such event.");
  return events.slice(0, index + 1);
}

export const event = (number: number) => (one: RunEvent) => one.type === "pruned" && one.event === number;
export const endOfPass = (pass: number) => (one: RunEvent) => one.type === "passEnded" && one.pass === pass;

export function stateAfter(events: readonly RunEvent[], last: (event: RunEvent) => boolean): RunState {
  return reduceEvents(upTo(events, last));
}

/** The events of a run that ends so instead of completing. */
export function endedAs(events: readonly RunEvent[], status: "stopped" | "failed", reason: string | null): RunEvent[] {
  const end = straightRun(shape).at(-1);
  if (end?.type !== "runEnded") throw new Error("A straight run has an end.");
  return [...events, { ...end, status, reason, sizes: [] }];
}

/** The run's end with four packed forms, of which the ledgers name all of its tensors and some more. */
export function withPackedForms(events: readonly RunEvent[]): RunEvent[] {
  const started = events.find((one) => one.type === "runStarted");
  const names = started?.plan.flatMap(({ tensor, layer }) => [tensor, `${layer}_bn/moving_variance`]) ?? [];
  const sizes = ["packed", "packedInt8", "packedFolded", "packedFoldedInt8"].map((variant, form): ModelSize => {
    const tensors = names.map((tensor, i) => ({
      tensor,
      size: 900,
      mask: 9 * (i % 2),
      values: 40 + i,
      scales: form % 2,
    }));
    const rawBytes = tensors.reduce((sum, { mask, values, scales }) => sum + mask + values + scales, 70);
    const measured = { variant, path: `export/${variant}/model.spz`, rawBytes, gzipBytes: rawBytes, accuracy: 0.8 };
    return { ...measured, ledger: { header: 70, tensors } };
  });
  return events.flatMap((one): RunEvent[] => {
    if (one.type !== "runEnded") return [one];
    const plainSizes = sizes.map(({ ledger: _, ...size }) => size);
    return [
      { type: "sizesMeasured", time: one.time, pass: one.pass, sizes },
      { ...one, sizes: [...one.sizes, ...plainSizes] },
    ];
  });
}

/** What a live trainer of a run of 12 passes and 120 steps tells. */
export function live(step: number, paused = false): Liveness {
  return {
    state: "live",
    progress: { type: "progress", pass: 0, step, steps: 120, loss: 0.1, accuracy: 0.9, paused },
  };
}

export const over: Liveness = { state: "ended", cause: null };

/** Text as it is typed: with plain spaces. */
export function plain(text: string): string {
  return text.replaceAll("\u202F", " ");
}
