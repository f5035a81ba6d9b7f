import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curveText, eventsText, scheduledEvents, shortened } from "../../../src/extension/recipes/curve.ts";
import { scheduleCurve } from "../../../src/extension/recipes/scheduleCurve.ts";
import { scheduleKinds } from "../../../src/pruning/schedule.ts";
import { layer } from "../../recipes/layers.ts";
import { plain } from "./analyses.ts";

const tensors = layer("d", "Dense", { kernel: [30, 40] });
const target = { schedule: "log", sparsityUpperBound: 0.75, intervalPass: 3, endPass: 12 } as const;

describe("events to come", () => {
  it("keep fewer weights each, and never fewer than the bound leaves", () => {
    const targets = fc.record({
      schedule: fc.constantFrom(...scheduleKinds),
      sparsityUpperBound: fc.double({ min: 0, max: 0.99, noNaN: true }),
      intervalPass: fc.integer({ min: 1, max: 20 }),
      endPass: fc.nat(100),
    });
    fc.assert(
      fc.property(targets, fc.integer({ min: 1, max: 120 }), (any, passes) => {
        const kept = scheduledEvents(any, tensors, passes).map((event) => event.kept);
        expect(kept).toEqual([...kept].sort((a, b) => b - a));
        expect(kept.at(-1)).toBeGreaterThanOrEqual(Math.trunc(1200 * (1 - any.sparsityUpperBound)) - 1);
      }),
    );
  });

  it("end with the run", () => {
    expect(scheduledEvents(target, tensors, 7).map(({ pass }) => pass)).toEqual([0, 3, 6]);
  });

  it("are told on one line, the ends of many", () => {
    expect(plain(curveText(scheduledEvents(target, tensors)))).toBe(
      "pass 0: 29.0 % · 3: 46.0 % · 6: 58.0 % · 9: 67.4 % · 12: 75.0 %",
    );
    const many = scheduledEvents({ ...target, endPass: 30 }, tensors);
    expect(plain(curveText(many))).toBe("pass 0: 20.9 % · 3: 33.2 % · 6: 41.8 % · … · 30: 75.0 %");
    expect(eventsText(many)).toBe("11 events up to pass 30");
    expect(eventsText(many.slice(0, 1))).toBe("1 event at pass 0");
  });

  it("are drawn as steps within the picture", () => {
    const svg = scheduleCurve(scheduledEvents(target, tensors), 20);
    expect(svg).not.toContain("\n");
    expect(svg.match(/<circle/g)).toHaveLength(5);
    const [, path] = /d="([^"]*)"/.exec(svg) ?? [];
    expect(path.match(/[HV]/g)).toHaveLength(11);
    for (const [, place] of path.matchAll(/H([\d.]+)/g)) expect(Number(place)).toBeLessThanOrEqual(420);
  });
});

it("a list is shortened where dots save more than a line", () => {
  expect(shortened([1, 2, 3, 4], 2, 1)).toEqual([[1, 2, 3, 4], []]);
  expect(shortened([1, 2, 3, 4, 5], 2, 1)).toEqual([[1, 2], [5]]);
});
