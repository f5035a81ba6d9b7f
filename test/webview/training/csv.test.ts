import { describe, expect, it } from "vitest";
import { reduceEvents } from "../../../src/runs/reduce.ts";
import { layersCsv, timelineCsv } from "../../../webview/training/model/csv.ts";
import { layerRows } from "../../../webview/training/model/layerRows.ts";
import { timelineOf } from "../../../webview/training/model/timeline.ts";
import { event, runWith, stateAfter, twoRules } from "./states.ts";

describe("numbers for other programs", () => {
  it("have a line a pass, with an empty field where nothing was measured", () => {
    const lines = timelineCsv(timelineOf(stateAfter(twoRules(), event(2)), true, 3)).split("\r\n");
    expect(lines[0]).toBe(
      "passes done,prune event,scheduled pointwise,reached pointwise,scheduled dense,reached dense,test accuracy,train loss,test loss",
    );
    expect(lines).toHaveLength(1 + 13 + 1);
    expect(lines[4]).toMatch(/^3,2,0\.\d+,0\.15,0\.\d+,0\.15,0\.666\d+,0\.333\d+,0\.333\d+$/);
    expect(lines[13]).toMatch(/^12,,0\.75,,0\.75,,,,$/);
  });

  it("quote what would break a line", () => {
    const state = reduceEvents(runWith(() => ({ select: 'a, "b"' })));
    expect(layersCsv(layerRows(state, 4, () => undefined)).split("\r\n")[1]).toMatch(
      /^conv0\/kernel,conv0,Conv2D,1x1x10x10,"a, ""b""",100,0\.29,0\.28,0\.39\d+,$/,
    );
  });
});
