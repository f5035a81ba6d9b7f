import { lastPrunePass, prunePasses, scheduledSparsity } from "../../../src/pruning/schedule.ts";
import type { TensorPlan } from "../../../src/runs/events.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { type Group, groupsOf } from "./groups.ts";

/** A value at a number of passes done. An event at the start of pass p is at p; what pass p measures at its end, at p + 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A prune event: one that was held, or one that the schedules will hold. */
export interface EventMark {
  readonly event: number;
  readonly x: number;
  readonly held: boolean;
}

/** Sparsity over the weights of one group. */
export interface GroupLine {
  readonly group: Group;
  readonly scheduled: readonly Point[];
  /** As events left it, one point an event that touched the group. */
  readonly reached: readonly (Point & { readonly event: number })[];
  /** What the schedule asks in the end. */
  readonly target: number;
}

/** What a test set or a training set says of each pass. */
export interface Series {
  readonly points: readonly Point[];
  /** Of the network as it came; undefined where it was not measured. */
  readonly dense: number | undefined;
}

/** What the timeline shows, in data terms: no pixels, no colours. */
export interface Timeline {
  readonly passes: number;
  readonly passesDone: number;
  /** Whether passes are still to come. */
  readonly goesOn: boolean;
  readonly events: readonly EventMark[];
  readonly groups: readonly GroupLine[];
  /** Test accuracy; without points and dense value where the loss knows no accuracy. */
  readonly accuracy: Series;
  readonly trainLoss: Series;
  readonly testLoss: Series;
}

/** @param passesDone with the part of the pass under way that is done */
export function timelineOf(state: RunState, goesOn: boolean, passesDone: number): Timeline {
  const passes = Math.max(1, state.started?.passes ?? 1);
  const ended = state.status === "completed";
  return {
    passes,
    passesDone,
    goesOn,
    events: eventMarks(state, ended ? 0 : passes),
    groups: groupLines(state, passes),
    accuracy: series(state, ({ test }) => test.accuracy, state.dense?.accuracy),
    trainLoss: series(state, ({ train }) => train.loss, undefined),
    testLoss: series(state, ({ test }) => test.loss, state.dense?.loss),
  };
}

function eventMarks({ started, prunes }: RunState, passes: number): EventMark[] {
  const held = prunes.toArray().map(({ event, pass }) => ({ event, x: pass, held: true }));
  const last = held.at(-1);
  const coming = passesWithEvents(started?.plan ?? [], passes).filter((pass) => pass > (last?.x ?? -1));
  return [...held, ...coming.map((x, i) => ({ event: (last?.event ?? 0) + 1 + i, x, held: false }))];
}

/** Passes below `passes` at which some tensor is pruned, ascending. */
export function passesWithEvents(plan: readonly TensorPlan[], passes: number): number[] {
  const all = new Set<number>();
  for (const { tensors } of groupsOf(plan)) for (const pass of prunePasses(tensors[0], passes)) all.add(pass);
  return [...all].sort((a, b) => a - b);
}

/** By the tensors that they follow from, which stay the same from one prune event to the next. */
const knownLines = new WeakMap<RunState["tensors"], readonly GroupLine[]>();

function groupLines(state: RunState, passes: number): readonly GroupLine[] {
  const known = knownLines.get(state.tensors);
  if (known) return known;
  const groups = groupsOf(state.started?.plan ?? []);
  const reached = reachedSteps(groups, state);
  const lines = groups.map((group, i): GroupLine => {
    const [target] = group.tensors;
    return {
      group,
      scheduled: scheduledCurve(target, passes),
      reached: reached[i],
      target: askedAt(target, passes, passes),
    };
  });
  knownLines.set(state.tensors, lines);
  return lines;
}

/** By the tensor of the plan whose schedule it is. */
const knownCurves = new WeakMap<TensorPlan, readonly Point[]>();

/** The curve of a schedule over the run: level after its last event, since the mask is frozen then. */
function scheduledCurve(target: TensorPlan, passes: number): readonly Point[] {
  const known = knownCurves.get(target);
  if (known) return known;
  const perPass = passes > 200 ? 1 : 4;
  const curve = Array.from({ length: passes * perPass + 1 }, (_, i) => {
    const x = i / perPass;
    return { x, y: askedAt(target, x, passes) };
  });
  knownCurves.set(target, curve);
  return curve;
}

/** What a schedule asks after `x` passes of a run of `passes`. */
export function askedAt(target: TensorPlan, x: number, passes: number): number {
  return scheduledSparsity(target, Math.min(x, lastPrunePass(target, passes)));
}

/** What events left of each group, all events and groups in one go. */
function reachedSteps(groups: readonly Group[], { prunes }: RunState): (Point & { event: number })[][] {
  const own = new Map(
    groups.flatMap(({ tensors }, group) => tensors.map(({ tensor }) => [tensor, { group, zeros: 0 }])),
  );
  const zeros = groups.map(() => 0);
  const steps = groups.map((): (Point & { event: number })[] => []);
  for (const { event, pass, tensors } of prunes) {
    const touched = new Set<number>();
    for (const { tensor, size, nnz } of tensors) {
      const known = own.get(tensor);
      if (!known) continue;
      zeros[known.group] += size - nnz - known.zeros;
      known.zeros = size - nnz;
      touched.add(known.group);
    }
    for (const group of touched) steps[group].push({ x: pass, y: zeros[group] / groups[group].size, event });
  }
  return steps;
}

function series(
  { passes }: RunState,
  measureOf: (pass: RunState["passes"] extends Iterable<infer Pass> ? Pass : never) => number | null,
  dense: number | null | undefined,
): Series {
  const points: Point[] = [];
  for (const pass of passes) {
    const y = measureOf(pass);
    if (y !== null) points.push({ x: pass.pass + 1, y });
  }
  return { points, dense: dense ?? undefined };
}
