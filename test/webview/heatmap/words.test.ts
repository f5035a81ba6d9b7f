import { describe, expect, it } from "vitest";
import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { magnitudeOfBin } from "../../../src/pruning/statistics.ts";
import { densityRows } from "../../../webview/heatmap/densityTable.ts";
import { histogramBars } from "../../../webview/heatmap/histogramBins.ts";
import { LocalSource } from "../../../webview/heatmap/localSource.ts";
import { modeFor, modesOf } from "../../../webview/heatmap/modes.ts";
import { readCell } from "../../../webview/heatmap/readout.ts";
import type { HeatmapInput } from "../../../webview/heatmap/scene.ts";
import { densityOf } from "../../../webview/heatmap/source.ts";
import { stopLabels } from "../../../webview/heatmap/stopLabels.ts";
import { stripBars, stripScale } from "../../../webview/heatmap/strips.ts";
import { indexOf, positionText, tensorAxes } from "../../../webview/heatmap/tensorAxes.ts";
import { weightText } from "../../../webview/heatmap/weightText.ts";
import { eventPasses, generate, valuesOf } from "./generated.ts";

describe("a weight in few characters", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [0.12345, ".123"],
    [-0.0959, "−.0959"],
    [1.494, "1.49"],
    [-12.34, "−12.3"],
    [123.4, "123"],
    [0.000456, "4.6e−4"],
    [-54321, "−5.4e4"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("%f is %s", (weight, text) => {
    expect(weightText(weight)).toBe(text);
  });
});

describe("the names of a tensor's places", () => {
  const axes = (shape: readonly number[], className: string, role = "kernel") =>
    tensorAxes({ name: "t", shape, role, className }, matrixLayout(shape, role));

  it("are those of its layer's class", () => {
    expect(axes([800, 500], "Dense")).toMatchObject({
      row: { long: "input" },
      dimensions: ["in", "out"],
      position: undefined,
    });
    expect(axes([5, 5, 20, 50], "Conv2D")).toMatchObject({ position: "ky, kx", dimensions: ["ky", "kx", "in", "out"] });
    expect(axes([1, 1, 8, 4], "Conv2D").position).toBeUndefined();
    expect(axes([3, 16, 32], "Conv1D")).toMatchObject({ position: "kx", dimensions: ["kx", "in", "out"] });
    expect(axes([3, 3, 8, 1], "DepthwiseConv2D", "depthwise_kernel")).toMatchObject({
      dimensions: ["ky", "kx", "in", "m"],
    });
    expect(axes([32, 128], "LSTM", "recurrent_kernel").row.long).toBe("unit of the step before");
    expect(axes([64], "BatchNormalization", "gamma").dimensions).toEqual(["unit"]);
  });

  it("are rows and columns in files that know no layers", () => {
    expect(axes([5, 5, 20, 50], "")).toMatchObject({ row: { long: "row" }, dimensions: undefined });
  });

  it("lead back to the tensor's own indices", () => {
    expect(indexOf([5, 5, 20, 50], 50, 20 * 7 + 3, 42)).toEqual([1, 2, 3, 42]);
    expect(indexOf([64], 64, 0, 9)).toEqual([9]);
    expect(positionText([5, 5, 20, 50], 7)).toBe("1,2");
  });
});

describe("what is read under the pointer", () => {
  const conv = generate({ layer: "conv", shape: [3, 3, 8, 16], className: "Conv2D" });
  const layout = matrixLayout(conv.entry.shape);
  const values = valuesOf(conv);
  if (values.kind !== "whole") throw new Error("Generated values are whole.");
  const input: HeatmapInput = {
    tensor: conv.entry,
    layout,
    source: new LocalSource(values, layout),
    mode: "mask",
    event: conv.events,
    eventPasses,
    plannedEvents: conv.events,
  };
  const words = (parts: ReturnType<typeof readCell>) => parts.map(({ name, value }) => `${name} ${value}`.trim());
  const find = (wanted: (removedAt: number) => boolean) => {
    const index = (conv.prunedAt ?? []).findIndex(wanted);
    return [Math.floor(index / 16), index % 16, index] as const;
  };

  it("is a kept weight with its index, its value and its filter's density", () => {
    const [row, column, index] = find((removedAt) => removedAt === 0);
    const said = words(readCell(input, row, column, 1));
    expect(said.slice(0, 6)).toEqual([
      `ky ${Math.floor(row / 24)}`,
      `kx ${Math.floor(row / 8) % 3}`,
      `in ${row % 8}`,
      `out ${column}`,
      `w ${weightText(conv.weights[index])}`,
      "kept",
    ]);
    expect(said[6]).toMatch(/^filter \d+\u202f% kept$/);
  });

  it("is a pruned weight with its event and pass", () => {
    const [row, column] = find((removedAt) => removedAt === 3);
    expect(words(readCell(input, row, column, 1))).toContain("pruned at event 3, pass 6");
  });

  it("does not make up the value of a weight that a later event removed", () => {
    const [row, column] = find((removedAt) => removedAt === 5);
    const said = words(readCell({ ...input, event: 2 }, row, column, 1));
    expect(said).toContain("w then –");
    expect(said).toContain("kept, pruned later at event 5, pass 12");
  });

  it("is the means of a cell of many weights", () => {
    const said = words(readCell(input, 4, 12, 4));
    expect(said[0]).toBe("rows 4–7");
    expect(said[1]).toBe("columns 12–15");
    expect(said[2]).toMatch(/of 16 kept$/);
  });
});

describe("density strips", () => {
  it("have a bar a cell, and mark rows with nothing kept", () => {
    const bars = stripBars(Float32Array.of(0.5, 0, 1, 0.25), { step: 1, block: 1, start: 1, end: 4, cellsPerBar: 1 });
    expect(bars).toEqual([
      { start: 1, end: 2, kept: 0, dead: true },
      { start: 2, end: 3, kept: 1, dead: false },
      { start: 3, end: 4, kept: 0.25, dead: false },
    ]);
  });

  it("take the mean of cells that share a bar, and of rows that share a cell", () => {
    const shares = Float32Array.of(0.5, 0, 1, 0.5, 0.25);
    expect(stripBars(shares, { step: 1, block: 2, start: 0, end: 3, cellsPerBar: 2 })).toEqual([
      { start: 0, end: 2, kept: 0.5, dead: true },
      { start: 2, end: 3, kept: 0.25, dead: false },
    ]);
  });

  it("stay the same bars while a strip is panned", () => {
    const shares = Float32Array.from({ length: 40 }, (_, i) => i / 40);
    const bars = (start: number) => stripBars(shares, { step: 1, block: 1, start, end: 40, cellsPerBar: 4 });
    expect(bars(6).slice(1)).toEqual(bars(4).slice(1));
  });

  it("share one scale", () => {
    const scale = (...shares: number[]) => stripScale(densityOf(1, Float32Array.from(shares), Float32Array.of(0.1)));
    expect([scale(0.2), scale(0.3), scale(0.7), scale(0.76), scale(1)]).toEqual([0.25, 0.5, 0.75, 1, 1]);
  });

  it("can be listened to in at most 16 bands a side, kernel positions by name", () => {
    const shape = [2, 2, 8, 16];
    const layout = matrixLayout(shape);
    const axes = tensorAxes({ name: "t", shape, role: "kernel", className: "Conv2D" }, layout);
    const rows = new Float32Array(32).fill(0.5);
    rows[9] = 0;
    const table = densityRows(densityOf(1, rows, new Float32Array(16).fill(0.25)), axes, layout, shape);
    expect(table).toHaveLength(4 + 16);
    expect(table[1]).toEqual(["kernel ky, kx = 0,1", "43.8\u202f%", "1"]);
    expect(table.at(-1)).toEqual(["filter 15", "25.0\u202f%", "0"]);
  });
});

describe("the labels of the scrubber", () => {
  const state = (events: number, event: number, reached = events) => ({
    stops: Array.from({ length: events + 1 }, (_, stop) => ({ event: stop, pass: stop })),
    event,
    reached,
    sparsity: 0,
    isExact: true,
  });

  it("number every event where there is room", () => {
    expect(stopLabels(state(5, 5), 400).map(({ text }) => text)).toEqual(["start", "1", "2", "3", "4", "5"]);
  });

  it("number round events where there is none, and always the current one", () => {
    const labels = stopLabels(state(200, 97), 300);
    expect(labels.length).toBeLessThan(7);
    expect(labels.find(({ isCurrent }) => isCurrent)?.text).toBe("97");
    expect(labels.every(({ event, isCurrent }) => isCurrent || event % 50 === 0)).toBe(true);
  });

  it("tell events that have not happened", () => {
    expect(stopLabels(state(4, 1, 2), 400).map(({ isReached }) => isReached)).toEqual([true, true, true, false, false]);
  });

  it("never stand upon each other", () => {
    for (const events of [1, 3, 9, 33, 240])
      for (const width of [120, 260, 700])
        for (let event = 0; event <= events; event++) {
          const places = stopLabels(state(events, event), width).map(({ place }) => place * width);
          for (const [i, place] of places.slice(1).entries()) expect(place - places[i]).toBeGreaterThanOrEqual(14);
        }
  });
});

describe("the histogram of |w|", () => {
  const counts = (...bins: readonly (readonly [bin: number, count: number])[]) => {
    const all = new Uint32Array(1024);
    for (const [bin, count] of bins) all[bin] = count;
    return all;
  };

  it("has bars from the smallest to the largest |w|, without gaps", () => {
    const { bars, below } = histogramBars({ kept: counts([500, 3], [503, 1]), pruned: counts([501, 2]) });
    expect(bars.map(({ kept, pruned }) => [kept, pruned])).toEqual([
      [3, 0],
      [0, 2],
      [0, 0],
      [1, 0],
    ]);
    expect(bars[0].from).toBe(magnitudeOfBin(500));
    expect(below).toBe(0);
  });

  it("counts what is too small to be drawn", () => {
    const { bars, below } = histogramBars({ kept: counts([400, 7], [505, 1]), pruned: new Uint32Array(0) });
    expect(bars).toHaveLength(48);
    expect(below).toBe(7);
  });

  it("has no bars where all weights are zero", () => {
    expect(histogramBars({ kept: counts(), pruned: counts() })).toEqual({ bars: [], below: 0 });
  });
});

describe("the modes of a map", () => {
  it("show events only where there is a mask history", () => {
    expect(modesOf(false)).toEqual(["mask", "magnitude"]);
    expect(modeFor("prunedAt", false)).toBe("mask");
    expect(modeFor("prunedAt", true)).toBe("prunedAt");
  });
});
