import type { PrunedTensor, RunEvent, RunEventOf, TensorPlan } from "./events.ts";
import { History } from "./history.ts";
import type { RunState, SizeRecord, TensorState } from "./runState.ts";

export const emptyRunState: RunState = {
  status: "running",
  started: undefined,
  dense: undefined,
  tensors: new Map(),
  passes: History.of(),
  current: undefined,
  prunes: History.of(),
  checkpoints: History.of(),
  warnings: History.of(),
  sizes: [],
  ended: undefined,
  resumes: 0,
  lastTime: undefined,
};

/** The state of a run after all these events. */
export function reduceEvents(events: Iterable<RunEvent>, from = emptyRunState): RunState {
  let state = from;
  for (const event of events) state = reduce(state, event);
  return state;
}

/**
 * The state after one more event; the one before stays as it was. Costs what the event holds, not what the run has
 * behind it, but for a resume.
 */
export function reduce(state: RunState, event: RunEvent): RunState {
  return { ...change(state, event), lastTime: event.time };
}

function change(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case "runStarted":
      return { ...emptyRunState, started: event, tensors: untouched(event.plan) };
    case "runResumed":
      return takenUpAgain(state, event);
    case "denseEvaluated":
      return { ...state, dense: event.test };
    case "passStarted":
      return { ...state, current: { pass: event.pass, learningRate: event.learningRate, since: event.time } };
    case "pruned": {
      const { event: number, pass, tensors, milliseconds } = event;
      const record = { event: number, pass, tensors, milliseconds };
      return { ...state, prunes: state.prunes.append(record), tensors: withPruned(state.tensors, event) };
    }
    case "passEnded":
      return { ...state, current: undefined, passes: state.passes.append(passRecord(state, event)) };
    case "checkpointSaved": {
      const { pass, path, bytes } = event;
      return { ...state, checkpoints: state.checkpoints.append({ pass, path, bytes }) };
    }
    case "sizesMeasured":
      return { ...state, sizes: withSizes(state, event) };
    case "warning":
      return { ...state, warnings: state.warnings.append({ ...saidNow(state, event), message: event.message }) };
    case "runEnded":
      return { ...state, current: undefined, status: event.status, ended: event };
  }
}

function untouched(plan: readonly TensorPlan[]): ReadonlyMap<string, TensorState> {
  return new Map(plan.map((tensor) => [tensor.tensor, { plan: tensor, pruned: undefined }]));
}

function passRecord({ current }: RunState, event: RunEventOf<"passEnded">) {
  const { pass, train, test, seconds, stepMilliseconds, time } = event;
  const own = current?.pass === pass ? current : undefined;
  const wallSeconds = own?.since === undefined ? undefined : (Date.parse(time) - Date.parse(own.since)) / 1000;
  return { pass, learningRate: own?.learningRate, train, test, seconds, stepMilliseconds, wallSeconds };
}

function withPruned(
  tensors: ReadonlyMap<string, TensorState>,
  { event, pass, tensors: pruned }: { event: number; pass: number; tensors: readonly PrunedTensor[] },
): ReadonlyMap<string, TensorState> {
  const changed = new Map(tensors);
  for (const tensor of pruned) {
    const state = changed.get(tensor.tensor);
    if (state) changed.set(tensor.tensor, { ...state, pruned: { ...tensor, event, pass } });
  }
  return changed;
}

function withSizes(state: RunState, event: RunEventOf<"sizesMeasured">): SizeRecord[] {
  const others = state.sizes.filter(({ variant }) => !event.sizes.some((size) => size.variant === variant));
  return [...others, ...event.sizes.map((size) => ({ ...size, ...saidNow(state, event) }))];
}

function saidNow({ current, passes }: RunState, { pass }: RunEvent) {
  return { pass, begun: pass <= (current?.pass ?? passes.length - 1) };
}

/** Drops what no longer holds: what was said of later passes, and of this one since it began, where it begins again. */
function takenUpAgain(state: RunState, { pass, batch }: RunEventOf<"runResumed">): RunState {
  const halfWay = batch > 0;
  const isGone = (said: { readonly pass: number; readonly begun: boolean }) =>
    said.pass > pass || (said.pass === pass && said.begun && !halfWay);
  const again = state.passes.at(pass) ?? (state.current?.pass === pass ? state.current : undefined);
  const prunes = state.prunes.dropEnd((prune) => isGone({ pass: prune.pass, begun: true }));
  let tensors = untouched(state.started?.plan ?? []);
  for (const record of prunes) tensors = withPruned(tensors, record);
  return {
    ...state,
    status: "running",
    ended: undefined,
    tensors,
    prunes,
    // A pass that is trained on has not ended, whatever was said.
    passes: state.passes.dropEnd((said) => said.pass >= pass),
    current: halfWay ? { pass, learningRate: again?.learningRate, since: undefined } : undefined,
    // The checkpoint that the run was taken up from belongs to the pass that follows it.
    checkpoints: state.checkpoints.dropEnd((said) => said.pass > pass),
    warnings: state.warnings.dropEnd(isGone),
    sizes: state.sizes.filter((said) => !isGone(said)),
    resumes: state.resumes + 1,
  };
}
