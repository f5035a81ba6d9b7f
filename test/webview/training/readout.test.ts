import { describe, expect, it } from "vitest";
import { reduceEvents } from "../../../src/runs/reduce.ts";
import { readoutAt } from "../../../webview/training/model/readout.ts";
import { timelineOf } from "../../../webview/training/model/timeline.ts";
import { readoutSentence } from "../../../webview/training/view/timeline/readoutLine.ts";
import { event, stateAfter, twoRules } from "./states.ts";

describe("the readout of a place on the pass axis", () => {
  const timeline = timelineOf(stateAfter(twoRules(), event(2)), true, 3);

  it("reads what was reached by then, and names the event that is held there", () => {
    expect(readoutAt(timeline, 3)).toMatchObject({ event: 2, accuracy: 2 / 3, testLoss: 1 / 3 });
    expect(readoutAt(timeline, 3).groups[0].reached).toBe(0.15);
    expect(readoutAt(timeline, 2).groups[0].reached).toBe(0.08);
    expect(readoutAt(timeline, 2).event).toBeUndefined();
  });

  it("reads nothing where nothing was measured", () => {
    expect(readoutAt(timeline, 0).accuracy).toBeUndefined();
    expect(readoutAt(timeline, 4)).toMatchObject({ accuracy: undefined, trainLoss: undefined });
  });

  it("asks of the future instead of reaching", () => {
    const [group] = readoutAt(timeline, 9).groups;
    expect(group.reached).toBeUndefined();
    expect(group.asked).toBeCloseTo(0.75, 6);
  });

  it("is zero before a late first event", () => {
    const late = reduceEvents(twoRules().filter((one) => one.type !== "pruned" || one.event > 1));
    expect(readoutAt(timelineOf(late, false, 12), 1).groups[0].reached).toBe(0);
  });

  it("is heard as a sentence", () => {
    expect(readoutSentence(readoutAt(timeline, 3)).replaceAll("\u202F", " ")).toBe(
      "3 passes done, prune event 2: pointwise 15.0 % sparse, dense 15.0 % sparse, accuracy 66.7 %, test loss 0.333",
    );
  });
});
