import { bytes, changeOf, decimal, notMeasured, percent, points } from "../../../src/runs/figures.ts";
import { type RunState, sizesOf, smallestExact, sparsityOf } from "../../../src/runs/runState.ts";
import { eventSinceMeasured } from "./freshness.ts";
import type { Progress } from "./progress.ts";
import { variantName } from "./sizes.ts";
import { isGoingOn, type PageStatus } from "./status.ts";
import { passesWithEvents } from "./timeline.ts";
import { listed, roughly } from "./wording.ts";

export interface KeyFigure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** The four answers: what has been cut, is the network as good, is the file smaller, what comes next. Always of now. */
export function keyFigures(state: RunState, status: PageStatus, progress: Progress | undefined): KeyFigure[] {
  const goesOn = isGoingOn(status);
  // Nobody knows how long a pause takes.
  const pace = status === "running" ? progress : undefined;
  return [sparsity(state), quality(state), size(state, goesOn), events(state, goesOn, pace)];
}

function sparsity(state: RunState): KeyFigure {
  const name = "sparsity, pruned layers";
  const reached = state.ended?.sparsity ?? sparsityOf(state);
  if (reached === undefined) {
    return { name: "sparsity", value: notMeasured, note: state.started ? "no rule prunes a layer" : "" };
  }
  const asked = new Set<string>();
  for (const { plan, pruned } of state.tensors.values()) if (pruned) asked.add(`${plan.rule} ${percent(pruned.ratio)}`);
  const ratios = [...new Set([...asked].map((text) => text.slice(text.indexOf(" ") + 1)))];
  const range = ratios.length > 3 ? `${ratios.length} different ratios` : listed(ratios);
  return { name, value: percent(reached), note: ratios.length === 0 ? "no prune event yet" : `asked ${range}` };
}

function quality(state: RunState): KeyFigure {
  const { dense, passes } = state;
  const last = passes.at(-1);
  const knowsAccuracy = (last?.test.accuracy ?? dense?.accuracy ?? null) !== null;
  if (!knowsAccuracy && (last ?? dense)) return lossFigure(state);
  const name = "test accuracy";
  if (!last || last.test.accuracy === null) {
    const value = percent(dense?.accuracy);
    return { name, value, note: dense ? "dense network, before the first pass" : "measured before the first pass" };
  }
  const before = dense?.accuracy ?? null;
  const change = before === null ? "" : withArrow(last.test.accuracy - before);
  return { name, value: percent(last.test.accuracy), note: withFreshness(change, state) };
}

function lossFigure(state: RunState): KeyFigure {
  const { dense, passes } = state;
  const name = "test loss";
  const last = passes.at(-1);
  if (!last) return { name, value: decimal(dense?.loss), note: "dense network, before the first pass" };
  return { name, value: decimal(last.test.loss), note: withFreshness(`dense ${decimal(dense?.loss)}`, state) };
}

function withFreshness(note: string, state: RunState): string {
  const since = eventSinceMeasured(state);
  if (since === undefined) return note;
  return note === "" ? `not since event ${since}` : `${note} · not since event ${since}`;
}

function withArrow(change: number): string {
  const arrow = change > 0 ? "▴ " : change < 0 ? "▾ " : "";
  return `${arrow}${points(change)} against dense`;
}

function size(state: RunState, goesOn: boolean): KeyFigure {
  const sizes = sizesOf(state);
  const dense = sizes.find(({ variant }) => variant === "dense");
  const smallest = smallestExact(state);
  const final = state.tensors.size > 0 ? "pruned" : "trained";
  const later = goesOn ? `${final}: measured when the run ends` : `${final}: not measured`;
  if (!smallest) {
    if (!dense) return { name: "model file, gzip", value: notMeasured, note: goesOn ? "measured before pruning" : "" };
    return { name: "dense model, gzip", value: bytes(dense.gzipBytes), note: later };
  }
  // A packed file is compressed already: gzip again is nothing that anybody would do with it.
  const isPacked = smallest.variant === "packed";
  const taken = isPacked ? smallest.rawBytes : smallest.gzipBytes;
  return {
    name: `${variantName(smallest.variant)} model${isPacked ? "" : ", gzip"}`,
    value: bytes(taken),
    note: dense ? `${changeOf(dense.gzipBytes, taken)} against dense, gzip` : "",
  };
}

function events(state: RunState, goesOn: boolean, progress: Progress | undefined): KeyFigure {
  const { started, prunes } = state;
  if (!started) return { name: "next prune event", value: notMeasured, note: "" };
  if (started.plan.length === 0) return best(state);
  const last = prunes.at(-1);
  const planned = passesWithEvents(started.plan, started.passes);
  const next = planned.find((pass) => pass > (last?.pass ?? -1));
  const held = last?.event ?? 0;
  const all = held + planned.filter((pass) => pass > (last?.pass ?? -1)).length;
  if (!goesOn || next === undefined) {
    const note = last ? `last before pass ${last.pass}${next === undefined ? ", masks frozen" : ""}` : "";
    return { name: "prune events", value: `${held} of ${all}`, note };
  }
  const wait = progress?.secondsAPass === undefined ? undefined : progress.secondsAPass * (next - progress.passesDone);
  const when = wait !== undefined && wait > 0 ? ` · in ${roughly(wait)}` : "";
  return { name: "next prune event", value: `pass ${next}`, note: `event ${held + 1} of ${all}${when}` };
}

/** What there is to say of a run without prune events. */
function best({ passes }: RunState): KeyFigure {
  let highest: { readonly pass: number; readonly accuracy: number } | undefined;
  for (const { pass, test } of passes) {
    if (test.accuracy !== null && test.accuracy > (highest?.accuracy ?? -1))
      highest = { pass, accuracy: test.accuracy };
  }
  const name = "highest accuracy";
  if (!highest) return { name, value: notMeasured, note: "measured when a pass ends" };
  return { name, value: percent(highest.accuracy), note: `after pass ${highest.pass}` };
}
