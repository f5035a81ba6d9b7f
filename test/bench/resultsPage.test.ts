import { describe, expect, it } from "vitest";
import { resultsPage } from "../../bench/accuracy/page.ts";
import type { FoldsResult, FormsResult, Measured, TimelineResult } from "../../bench/accuracy/results.ts";
import { fallsOf, intervalOf } from "../../bench/accuracy/statistics.ts";
import { timelineChart } from "../../bench/accuracy/timelineChart.ts";

function measured(accuracyBefore: number, accuracies: readonly number[], changes: Partial<Measured> = {}): Measured {
  return {
    engine: "native",
    train: 1088,
    test: 272,
    recalibrationBatches: 10,
    accuracyBefore,
    accuracyAfter: accuracies.at(-1) ?? 0,
    sparsity: null,
    events: [],
    accuracies: [...accuracies],
    losses: accuracies.map(() => 0.2),
    ...changes,
  };
}

const events = [
  { pass: 0, sparsity: 0.3 },
  { pass: 2, sparsity: 0.75 },
];

const timeline: TimelineResult = {
  fold: 1,
  recalibrated: measured(0.93, [0.9, 0.92, 0.85, 0.93], { events }),
  plain: measured(0.93, [0.3, 0.6, 0.2, 0.8], { events, recalibrationBatches: 0 }),
};

function foldsWith(pruned: readonly number[]): FoldsResult {
  return {
    timeline,
    folds: pruned.map((accuracy, i) => ({
      fold: i + 1,
      dense: measured(0.05, [0.8, 0.93]),
      longer: measured(0.93, [0.93, 0.93, 0.94, 0.94]),
      pruned: measured(0.93, [0.9, 0.92, 0.85, accuracy], { events, sparsity: 0.7512 }),
    })),
  };
}

const trials = {
  trials: [{ what: "learning rate 0.02", on: "fold 1", accuracies: [0.9, 0.95, 0.94], note: "stopped" }],
};
const forms: FormsResult = {
  forms: [1, 2].flatMap((fold) => [
    { fold, form: "dense", packed: 800, raw: 1000, gzip: 900, accuracy: 0.94, examples: 272, verified: true },
    { fold, form: "pruned, int8", packed: 200, accuracy: 0.9 + 0.02 * fold, examples: 272, verified: true },
  ]),
};
const page = (pruned: readonly number[]) => resultsPage(foldsWith(pruned), trials, forms, "chart.svg");

/** The cells of the table's line that starts with this, without their alignment. */
const rowOf = (text: string, first: string) =>
  text
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .find((cells) => cells[1] === first)
    ?.slice(1, -1);

describe("the table of sizes", () => {
  it("has each form with its accuracy over the folds, its paired difference to dense and its bytes", () => {
    const text = page([0.93, 0.95]);
    expect(rowOf(text, "dense")).toEqual(["dense", "94.00 % (94.00 % to 94.00 %)", "", "1.0 kB", "0.9 kB", "0.8 kB"]);
    const int8 = rowOf(text, "pruned, int8");
    expect(int8?.slice(0, 2)).toEqual(["pruned, int8", "93.00 % (92.00 % to 94.00 %)"]);
    expect(int8?.[2]).toMatch(/^−1\.00 ± 12\.71$/);
    expect(int8?.slice(3)).toEqual(["", "", "0.2 kB"]);
  });
});

describe("the interval of a mean", () => {
  it("is that of Student's t", () => {
    // scipy.stats.t.interval(0.95, 4, mean, sem) of these: 3 ± 1.9633.
    const { mean, halfWidth } = intervalOf([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(halfWidth).toBeCloseTo(1.9633, 3);
    expect(intervalOf([2, 2, 2]).halfWidth).toBe(0);
  });

  it("takes two values at least", () => {
    expect(() => intervalOf([1])).toThrow("only for 2 to 10");
  });
});

it("a fall at an event is measured from the evaluation before it, which before the first pass is that of the network as it came", () => {
  const falls = fallsOf(timeline.recalibrated);
  expect(falls[0]).toBeCloseTo(0.03, 9);
  expect(falls[1]).toBeCloseTo(0.07, 9);
});

describe("the page of results", () => {
  it("has a line a fold, with the paired difference, and the mean", () => {
    const text = page([0.935, 0.945]);
    expect(rowOf(text, "1")).toEqual(["1", "93.00 %", "94.00 %", "93.50 %", "−0.50"]);
    expect(rowOf(text, "2")).toEqual(["2", "93.00 %", "94.00 %", "94.50 %", "+0.50"]);
    expect(rowOf(text, "mean")).toEqual(["mean", "93.00 %", "94.00 %", "94.00 %", "+0.00"]);
    expect(text).toContain("for as many passes: +0.00 ± 6.35 points");
    expect(text).toContain("before the longer training: +1.00 ± 6.35 points");
    expect(text).toContain("dense, 6 passes");
    expect(text).toContain("75.12 %");
  });

  it("says whether the aim is met, and what the interval allows", () => {
    expect(page([0.94, 0.9401])).toContain("is met.");
    expect(page([0.93, 0.95])).toContain("is met by the mean, though the interval reaches below it");
    expect(page([0.92, 0.945])).toContain("is not met, though the interval does not rule it out");
    expect(page([0.91, 0.9101])).toContain("is not met, nor does the interval hold it");
  });

  it("shows the timeline with and without re-estimated statistics, and the largest falls", () => {
    const text = page([0.94, 0.94]);
    expect(text).toContain("Largest fall at an event: 7.0 points with, 63.0 without.");
    expect(rowOf(text, "0")).toEqual(["0", "to 30.0 %", "90.00 %", "30.00 %"]);
  });

  it("lists what was tried", () => {
    expect(rowOf(page([0.94, 0.94]), "learning rate 0.02; stopped")).toEqual([
      "learning rate 0.02; stopped",
      "fold 1",
      "3",
      "94.00 %",
      "95.00 %",
    ]);
  });
});

it("the chart of the timeline draws both lines, marks events, and says it all in words too", () => {
  const chart = timelineChart(timeline);
  expect(chart.match(/<polyline class="with(out)?"/g)).toHaveLength(2);
  expect(chart.match(/class="event"/g)).toHaveLength(1 + events.length);
  expect(chart).toContain("With: 90 %, 92 %, 85 %, 93 %. Without: 30 %, 60 %, 20 %, 80 %.");
});
