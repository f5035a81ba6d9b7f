import { describe, expect, it } from "vitest";
import { newestFirst } from "../../../src/extension/runs/runOrder.ts";
import {
  contextOf,
  describeRun,
  isLive,
  isResumable,
  moodOf,
  type ShownRun,
} from "../../../src/extension/runs/runWording.ts";
import { statusText } from "../../../src/extension/runs/statusText.ts";
import type { RunEvent } from "../../../src/runs/events.ts";
import { emptyRunState, reduceEvents } from "../../../src/runs/reduce.ts";
import { ended, endedAs, events, firstPass, live, shownRun } from "./runs.ts";

const unreachable = { state: "unreachable" } as const;

const table: readonly [what: string, run: ShownRun, mood: string, context: string, description: string][] = [
  ["that has said nothing yet", shownRun(live(), 0), "starting", "run.live", "starting"],
  ["in its second pass", shownRun(live(), firstPass), "running", "run.live", "running · pass 1/4"],
  ["that is paused", shownRun(live(true), firstPass), "paused", "run.livePaused", "paused · pass 1/4"],
  [
    "that somebody else trains",
    shownRun(unreachable, firstPass),
    "elsewhere",
    "run.elsewhere",
    "trained elsewhere · pass 1/4",
  ],
  ["that is complete", shownRun(ended), "completed", "run.done", "completed · 90.0\u202F% · 50.0\u202F% sparse"],
  [
    "that a person stopped",
    shownRun(ended, firstPass, [endedAs("stopped", "By hand.")]),
    "stopped",
    "run.resumable",
    "stopped at pass 1",
  ],
  [
    "that failed",
    shownRun(ended, firstPass, [endedAs("failed", "NaN")]),
    "failed",
    "run.resumable",
    "failed at pass 1",
  ],
  ["whose trainer died", shownRun(ended, firstPass), "interrupted", "run.resumable", "interrupted at pass 1"],
  ["that died before its first checkpoint", shownRun(ended, 2), "interrupted", "run.done", "interrupted at pass 0"],
  ["that died at once", shownRun(ended, 0), "interrupted", "run.done", "interrupted before it began"],
];

describe("a run", () => {
  it.each(table)("%s is called so, and offers what can be done", (_, run, mood, context, description) => {
    expect(moodOf(run)).toBe(mood);
    expect(contextOf(run)).toBe(context);
    expect(describeRun(run)).toBe(description);
  });

  it("can be told something or be taken up again, never both", () => {
    for (const [, run] of table) expect(isLive(run) && isResumable(run)).toBe(false);
  });

  it("has ended as its last event says, also while its trainer tidies up", () => {
    expect(moodOf(shownRun(live()))).toBe("completed");
  });

  it("that pruned nothing is dense", () => {
    const dense = events
      .filter(({ type }) => type !== "pruned")
      .map((event): RunEvent => {
        if (event.type === "runStarted") return { ...event, plan: [] };
        return event.type === "runEnded" ? { ...event, sparsity: null } : event;
      });
    expect(describeRun({ state: reduceEvents(dense), liveness: ended })).toBe("completed · 90.0\u202F% · dense");
  });
});

describe("the order of runs", () => {
  const startedAt = (time: string) => ({
    state: reduceEvents(events.slice(0, 1).map((event) => ({ ...event, time }))),
  });

  it("is newest first, and what has said nothing yet is newest", () => {
    const old = startedAt("2026-01-01T00:00:00.000Z");
    const newer = startedAt("2026-01-02T00:00:00.000Z");
    const silent = { state: emptyRunState };
    expect([old, silent, newer].sort(newestFirst)).toEqual([silent, newer, old]);
  });
});

describe("the status bar", () => {
  it("says nothing where nothing is trained", () => {
    expect(statusText([])).toBeUndefined();
  });

  it("says of one run how far it is and how sparse", () => {
    expect(statusText([shownRun(live(), 0)])).toBe("$(sync~spin) starting");
    expect(statusText([shownRun(live(), firstPass)])).toBe("$(sync~spin) pass 1/4 · 8\u202F% sparse");
    expect(statusText([shownRun(live(true), firstPass)])).toBe("$(debug-pause) paused · pass 1/4 · 8\u202F% sparse");
  });

  it("counts several", () => {
    const [running, paused] = [shownRun(live(), firstPass), shownRun(live(true), firstPass)];
    expect(statusText([running, paused])).toBe("$(sync~spin) 2 runs");
    expect(statusText([paused, paused, paused])).toBe("$(debug-pause) 3 runs paused");
  });
});
