import type { Liveness, RunSnapshot, TrainingPanelHost } from "../../../src/protocol/trainingPanel.ts";
import { sizeOf } from "../../../src/pruning/tensor.ts";
import type { RunEvent, TensorPlan } from "../../../src/runs/events.ts";

export interface FakeHost extends TrainingPanelHost {
  /** What the page asked to be done, in order: "control pause", "openMasks conv1/kernel", … */
  readonly asked: string[];
  readonly saved: { readonly name: string; readonly content: string | Uint8Array }[];
  /** What `open` and `values` tell from now on. */
  tell(events: readonly RunEvent[]): void;
}

export interface FakeHostWishes {
  readonly liveness?: Liveness;
  readonly cannotRun?: string;
  /** Sentence with which every control fails. */
  readonly refuses?: string;
}

const goingOn: Liveness = { state: "live", progress: null };

/** Stands for the extension: it has a run's events, and the masks that follow from them. */
export function fakeHost(
  events: readonly RunEvent[],
  { liveness = goingOn, cannotRun, refuses }: FakeHostWishes = {},
): FakeHost {
  let told = events;
  const asked: string[] = [];
  const note = (what: string) => {
    asked.push(what);
    if (refuses !== undefined) throw new Error(refuses);
  };
  const host: FakeHost = {
    asked,
    saved: [],
    tell: (next) => {
      told = next;
    },
    open: (): RunSnapshot => ({ title: "run-1", events: told, liveness, cannotRun: cannotRun ?? null }),
    control: (action) => note(`control ${action}`),
    resume: () => note("resume"),
    values: (tensor) => valuesOf(tensor, told),
    cells: () => {
      throw new Error("All tensors are sent whole.");
    },
    openMasks: (tensor) => note(`openMasks ${tensor}`),
    showRule: (tensor) => note(`showRule ${tensor}`),
    exportReport: () => note("exportReport"),
    showFolder: () => note("showFolder"),
    save: (name, content) => void host.saved.push({ name, content }),
  };
  return host;
}

/** Masks that agree with the events, filter by filter from the last one, so that whole filters die. */
function valuesOf(tensor: string, events: readonly RunEvent[]): ReturnType<TrainingPanelHost["values"]> {
  const plan = planOf(events).find((one) => one.tensor === tensor);
  if (!plan) throw new Error(`The run has no tensor ${tensor}.`);
  const size = sizeOf(plan.shape);
  const columns = plan.shape.at(-1) ?? 1;
  const rows = size / columns;
  const kept = events.flatMap((event) => {
    const pruned = event.type === "pruned" ? event.tensors.find((one) => one.tensor === tensor) : undefined;
    return event.type === "pruned" ? [pruned?.kept ?? size] : [];
  });
  const prunedAt = new Uint16Array(size);
  for (let i = 0; i < size; i++) {
    const rank = (i % columns) * rows + Math.floor(i / columns);
    prunedAt[i] = kept.findIndex((count) => rank >= count) + 1;
  }
  const weights = Float32Array.from(prunedAt, (removed, i) => (removed ? 0 : Math.sin(i + 1)));
  return { kind: "whole", weights, prunedAt, events: kept.length };
}

function planOf(events: readonly RunEvent[]): readonly TensorPlan[] {
  const started = events.find((event) => event.type === "runStarted");
  return started?.type === "runStarted" ? started.plan : [];
}
