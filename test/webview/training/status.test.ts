import { describe, expect, it } from "vitest";
import type { Liveness } from "../../../src/protocol/trainingPanel.ts";
import { emptyRunState, reduceEvents } from "../../../src/runs/reduce.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { messageOf, reportMessage } from "../../../webview/training/model/messages.ts";
import { progressOf } from "../../../webview/training/model/progress.ts";
import { controlsOf, type PageStatus, statusOf } from "../../../webview/training/model/status.ts";
import { roughly } from "../../../webview/training/model/wording.ts";
import { endedAs, endOfPass, live, over, plain, stateAfter, twoRules, upTo } from "./states.ts";

describe("the state of a run, in words", () => {
  const running = stateAfter(twoRules(), endOfPass(4));
  const cases: readonly [string, RunState, Liveness, PageStatus][] = [
    ["has not said anything", emptyRunState, { state: "live", progress: null }, "starting"],
    ["trains", running, live(50), "running"],
    ["waits", running, live(50, true), "paused"],
    ["has done its passes", stateAfter(twoRules(), endOfPass(11)), live(120), "ending"],
    ["belongs to somebody who does not answer", running, { state: "unreachable" }, "elsewhere"],
    ["lost its process", running, over, "interrupted"],
    ["has an end", reduceEvents(twoRules()), live(120), "completed"],
  ];

  it.each(cases)("of a run that %s", (_, state, liveness, status) => {
    expect(statusOf(state, liveness)).toBe(status);
  });

  it("offers what can be done then, and nothing else", () => {
    const offered = (status: PageStatus) =>
      Object.entries(controlsOf(status, running)).flatMap(([name, can]) => (can ? [name] : []));
    expect(offered("running")).toEqual(["pause", "stop"]);
    expect(offered("paused")).toEqual(["continue", "stop"]);
    expect(offered("interrupted")).toEqual(["resume"]);
    for (const status of ["completed", "elsewhere", "ending"] as const) expect(offered(status)).toEqual([]);
  });

  it("says why a run failed, where its newest checkpoint is, and offers to resume", () => {
    const failed = reduceEvents(
      endedAs(
        upTo(twoRules(), (one) => one.type === "checkpointSaved" && one.pass === 5),
        "failed",
        "The loss is no longer a number.",
      ),
    );
    expect(messageOf("failed", failed, over, null)).toEqual({
      tone: "error",
      text: "The loss is no longer a number. Its newest checkpoint is after pass 4.",
      offersResume: true,
    });
  });

  it("says instead why nothing can be resumed here", () => {
    const message = messageOf(
      "interrupted",
      running,
      { state: "ended", cause: "It was killed." },
      "Trust the workspace.",
    );
    expect(message).toMatchObject({ offersResume: false });
    expect(message?.text).toBe("It was killed. Its newest checkpoint is after pass 3. Trust the workspace.");
  });

  it("never offers to resume in a report", () => {
    expect(reportMessage({ status: "interrupted", state: running, liveness: over })?.offersResume).toBe(false);
    expect(reportMessage({ status: "running", state: running, liveness: live(1) })?.text).toContain(
      "when this report was written",
    );
    expect(reportMessage({ status: "completed", state: reduceEvents(twoRules()), liveness: over })).toBeUndefined();
  });
});

describe("the progress of a run", () => {
  it("counts the batches of the pass under way, and the time that is left from there", () => {
    const progress = progressOf(stateAfter(twoRules(), endOfPass(4)), live(55));
    expect(progress).toEqual({
      passesDone: 5.5,
      passes: 12,
      batch: { done: 5, all: 10 },
      secondsAPass: 49,
      secondsLeft: 49 * 6.5,
    });
  });

  it("does not believe a step that belongs to another pass than the events", () => {
    expect(progressOf(stateAfter(twoRules(), endOfPass(4)), live(12))?.passesDone).toBe(5);
    expect(progressOf(stateAfter(twoRules(), endOfPass(4)), live(99))?.passesDone).toBe(6);
  });

  it("knows only whole passes where nobody tells", () => {
    expect(progressOf(stateAfter(twoRules(), endOfPass(4)), over)).toMatchObject({ passesDone: 5, batch: undefined });
  });

  it("tells time as roughly as it knows it", () => {
    expect([0.4, 44.4, 59.6, 140, 3599, 7260].map((seconds) => plain(roughly(seconds)))).toEqual([
      "less than 1 s",
      "44 s",
      "1 min 0 s",
      "2 min 20 s",
      "1 h 0 min",
      "2 h 1 min",
    ]);
  });
});
