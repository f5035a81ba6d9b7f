import { describe, expect, it } from "vitest";
import { stepChart } from "../../bench/performance/chart.ts";
import { performancePage } from "../../bench/performance/page.ts";
import type { ContenderResult, PruneEventResult, TrainResult } from "../../bench/results.ts";
import { comparisonsOf } from "../../bench/train/summary.ts";

function contender(name: string, title: string, median: number, minimum: number): ContenderResult {
  const evaluation = { median: median / 4, minimum: minimum / 4, samples: 60 };
  const step = { median, minimum, samples: 60 };
  return { name, title, version: `${title} 1.2`, step, evaluation, build: 200, firstStep: 400, peakMemory: 512e6 };
}

const train: TrainResult = {
  benchmark: "train",
  date: "2026-11-28",
  machine: "Some processor, 2 cores",
  rounds: 20,
  cases: [
    {
      name: "lenet",
      title: "LeNet, batch 64",
      contenders: [
        contender("native-1", "native, 1 thread", 12, 10),
        contender("native-all", "native, 2 threads", 9, 8.5),
        contender("eager", "native eager", 27, 21.25),
        contender("keras", "Keras", 12, 10),
      ],
    },
  ],
  leftOut: [{ title: "torch", reason: "Python 3.11.7 has no module torch" }],
};

const prune: PruneEventResult = {
  benchmark: "prune-event",
  date: "2026-11-27",
  machine: "Some processor, 2 cores",
  sizes: [
    { weights: 1e6, ours: { median: 6, minimum: 5, samples: 30 }, torch: null },
    {
      weights: 1e7,
      ours: { median: 80, minimum: 70, samples: 30 },
      torch: { version: "2.15.0", time: { median: 880, minimum: 800, samples: 15 } },
    },
  ],
};

const page = performancePage(train, prune, "performance/steps.svg");
/** The cells of the line of a table that starts with these, without their alignment. */
const rowOf = (...first: string[]) =>
  page
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .find((cells) => first.every((cell, i) => cells[i + 1] === cell))
    ?.slice(1, -1);

describe("the comparison of the native engine with its peers", () => {
  it("takes the number of threads that is faster, for medians and minima alike", () => {
    const [entry] = train.cases;
    expect(comparisonsOf(entry).map(({ peer, medians, minima }) => [peer.name, medians, minima])).toEqual([
      ["eager", 9 / 27, 8.5 / 21.25],
      ["keras", 9 / 12, 8.5 / 10],
    ]);
  });

  it("is empty where native did not take part", () => {
    const [{ contenders, ...rest }] = train.cases;
    expect(comparisonsOf({ ...rest, contenders: contenders.slice(2) })).toEqual([]);
  });
});

describe("the page of figures", () => {
  it("has a line for every contender, with median and best", () => {
    expect(rowOf("native, 2 threads")).toEqual(["native, 2 threads", "9.00 ms (8.50 ms)"]);
    expect(rowOf("Keras")).toEqual(["Keras", "12.0 ms (10.0 ms)"]);
  });

  it("says by what native's time is less than that of others", () => {
    expect(rowOf("by Keras")).toEqual(["by Keras", "0.75 (0.85)"]);
  });

  it("says who was not measured, and why, and gives that one no line", () => {
    expect(page).toContain("torch was not measured: Python 3.11.7 has no module torch.");
    expect(rowOf("torch")).toBeUndefined();
  });

  it("leaves the place of a peer empty that a prune event was not compared with", () => {
    expect(rowOf("1,000,000")).toEqual(["1,000,000", "6.00 ms (5.00 ms)", "not measured", ""]);
    expect(rowOf("10,000,000")).toEqual(["10,000,000", "80.0 ms (70.0 ms)", "880 ms (800 ms)", "11.0"]);
  });

  it("tells machine, dates, versions, and the command that measures as many rounds again", () => {
    for (const fact of ["Some processor, 2 cores", "2026-11-28", "2026-11-27", "Keras 1.2", "--rounds 20"]) {
      expect(page).toContain(fact);
    }
  });
});

describe("the chart of the steps", () => {
  it("draws a bar as long as its median, one native bar a case, and describes itself", () => {
    const chart = stepChart(train);
    const widths = [...chart.matchAll(/<rect class="(native|peer|own)"[^>]* width="([\d.]+)"/g)];
    const [native, keras, eager] = widths.map(([, , width]) => Number(width));
    expect(widths.map(([, kind]) => kind)).toEqual(["native", "peer", "own"]);
    expect(native / eager).toBeCloseTo(9 / 27, 2);
    expect(keras / eager).toBeCloseTo(12 / 27, 2);
    expect(chart).toContain("LeNet, batch 64: native 9.00 ms, Keras 12.0 ms, native eager 27.0 ms.");
  });
});
