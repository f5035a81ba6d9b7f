import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { between, type PassRange, showing, zoomed } from "../../../webview/training/model/passRange.ts";

const passes = fc.integer({ min: 1, max: 1000 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

function expectInside(range: PassRange | undefined, all: number): void {
  if (!range) return;
  expect(range[0]).toBeGreaterThanOrEqual(0);
  expect(range[1]).toBeLessThanOrEqual(all);
  expect(range[1] - range[0]).toBeGreaterThanOrEqual(Math.min(4, all) - 1e-9);
}

describe("the part of the pass axis that is shown", () => {
  it("stays inside the run, and never shrinks to nothing", () => {
    fc.assert(
      fc.property(
        passes,
        share,
        share,
        share,
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (all, a, b, at, factor) => {
          const range = between(a * all, b * all, all);
          expectInside(range, all);
          expectInside(zoomed(range ?? [0, all], all, at * all, factor), all);
          const moved = showing(range ?? [0, all], all, Math.round(at * all));
          expectInside(moved, all);
          expect(moved[0] - 1e-9).toBeLessThanOrEqual(Math.round(at * all));
          expect(moved[1] + 1e-9).toBeGreaterThanOrEqual(Math.round(at * all));
        },
      ),
    );
  });

  it("keeps the pass under the pointer where it is", () => {
    expect(zoomed([0, 100], 100, 50, 0.5)).toEqual([25, 75]);
    expect(zoomed([0, 100], 100, 0, 0.5)).toEqual([0, 50]);
  });

  it("is everything again once it is as long as the run", () => {
    expect(zoomed([25, 75], 100, 50, 2)).toBeUndefined();
    expect(between(0, 100, 100)).toBeUndefined();
  });

  it("takes in whole passes, dragged either way", () => {
    expect(between(30.4, 20.6, 100)).toEqual([20, 31]);
  });
});
