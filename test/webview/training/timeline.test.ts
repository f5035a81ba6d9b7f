import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduledSparsity } from "../../../src/pruning/schedule.ts";
import { reduceEvents } from "../../../src/runs/reduce.ts";
import { timelineOf } from "../../../webview/training/model/timeline.ts";
import { endOfPass, event, runWith, shape, stateAfter, twoRules } from "./states.ts";

describe("the timeline of a run", () => {
  it("puts an event at the passes done before it, and what a pass measures one further", () => {
    const { events, accuracy, trainLoss } = timelineOf(stateAfter(twoRules(), endOfPass(3)), true, 4);
    expect(events.filter(({ held }) => held)).toEqual([
      { event: 1, x: 0, held: true },
      { event: 2, x: 3, held: true },
    ]);
    expect(accuracy.points.map(({ x }) => x)).toEqual([1, 2, 3, 4]);
    expect(accuracy.points[3].y).toBe(3 / 4);
    expect(trainLoss.points[3].y).toBe(1 / 4);
  });

  it("has a group a rule, in the recipe's order, with all of its tensors", () => {
    const { groups } = timelineOf(reduceEvents(twoRules()), false, 12);
    expect(groups.map(({ group }) => [group.label, group.place, group.size])).toEqual([
      ["pointwise", 0, 200],
      ["dense", 1, 200],
    ]);
  });

  it("expects the events that the schedules still hold, numbered on", () => {
    const { events } = timelineOf(stateAfter(twoRules(), event(2)), true, 3);
    expect(events.filter(({ held }) => !held)).toEqual([
      { event: 3, x: 6, held: false },
      { event: 4, x: 9, held: false },
    ]);
  });

  it("expects none of a run that has completed, however early", () => {
    expect(timelineOf(reduceEvents(runWith(() => ({ endPass: 60 }))), false, 12).events.every(({ held }) => held)).toBe(
      true,
    );
  });

  it("reaches what the events left: zeros of the group by its weights", () => {
    const [first] = timelineOf(stateAfter(twoRules(), event(2)), true, 3).groups;
    // A straight run keeps 93 of 100 weights, then 86, of which one is zero itself.
    expect(first.reached).toEqual([
      { x: 0, y: 0.08, event: 1 },
      { x: 3, y: 0.15, event: 2 },
    ]);
  });

  it("schedules what the rule asks, level after its last event", () => {
    const [{ scheduled, target, group }] = timelineOf(reduceEvents(twoRules()), false, 12).groups;
    const at = (x: number) => scheduled.find((point) => point.x === x)?.y;
    expect(at(3)).toBe(scheduledSparsity(group.tensors[0], 3));
    expect(at(9)).toBe(at(12));
    expect(target).toBe(at(12));
  });

  it("knows no accuracy where the loss has none, and no groups where nothing is pruned", () => {
    const withoutAccuracy = twoRules().map((one) =>
      one.type === "passEnded" || one.type === "denseEvaluated"
        ? { ...one, test: { ...one.test, accuracy: null } }
        : one,
    );
    const { accuracy, testLoss } = timelineOf(reduceEvents(withoutAccuracy), false, 12);
    expect(accuracy).toEqual({ points: [], dense: undefined });
    expect(testLoss.points).toHaveLength(12);
    const dense = reduceEvents(twoRules({ ...shape, tensors: 0 }));
    expect(timelineOf(dense, false, 12)).toMatchObject({ groups: [], events: [] });
  });

  it("has events in order and a reached step for each held one, wherever a run is cut off", () => {
    const events = twoRules({ passes: 20, tensors: 3, interval: 2, warnings: [] });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: events.length }), (length) => {
        const state = reduceEvents(events.slice(0, length));
        const timeline = timelineOf(state, true, state.passes.length);
        timeline.events.forEach(({ event: number, x }, i) => {
          expect(number).toBe(i + 1);
          if (i > 0) expect(x).toBeGreaterThan(timeline.events[i - 1].x);
        });
        for (const { reached } of timeline.groups) {
          expect(reached.map(({ event: number }) => number)).toEqual(state.prunes.toArray().map((one) => one.event));
        }
      }),
    );
  });
});
