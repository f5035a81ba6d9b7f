import { describe, expect, it } from "vitest";
import { eventLine } from "../../src/cli/output/eventLine.ts";
import { formatBytes, formatCount, formatDuration, formatPercent } from "../../src/cli/output/format.ts";
import { renderTable } from "../../src/cli/output/table.ts";

describe("numbers for people", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [12_345_678, "12.3 MB"],
    [999_600, "1.00 MB"],
    [3.2e13, "32.0 TB"],
  ])("shows %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [3.25, "3.3 s"],
    [59.99, "60.0 s"],
    [61, "1 min 1 s"],
    [119.8, "2 min 0 s"],
    [3_725, "1 h 2 min"],
  ])("shows %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("shows a share as percent, and a dash where nothing was measured", () => {
    expect(formatPercent(0.16818)).toBe("16.82 %");
    expect(formatPercent(null)).toBe("–");
  });

  it("groups the digits of counts", () => {
    expect(formatCount(475544)).toBe("475,544");
  });
});

describe("a table", () => {
  it("aligns text to the left, numbers to the right, and ignores colours in widths", () => {
    const rows = [
      { name: "\x1b[32mfc\x1b[39m", size: "5,000" },
      { name: "conv2", size: "25" },
    ];
    const table = renderTable(rows, [
      { title: "layer", cell: ({ name }) => name },
      { title: "weights", align: "right", cell: ({ size }) => size },
    ]);
    expect(table.split("\n")).toEqual([
      "layer  weights",
      "─────  ───────",
      "\x1b[32mfc\x1b[39m       5,000",
      "conv2       25",
    ]);
  });
});

describe("a line of a run", () => {
  const time = "2026-01-01T00:00:00.000Z";

  it("says what a prune event left", () => {
    const tensor = { tensor: "fc/kernel", ratio: 0.5, kept: 60, size: 100, nnz: 59 };
    const line = eventLine({ type: "pruned", time, pass: 3, event: 2, tensors: [tensor], milliseconds: 1 }, 9);
    expect(line).toBe("Prune event 2 before pass 4: 60 of 100 weights kept (sparsity 40.00 %)");
  });

  it("counts passes from one, as people do", () => {
    const train = { loss: 0.5, accuracy: 0.8 };
    const test = { loss: 0.6, accuracy: null };
    const line = eventLine({ type: "passEnded", time, pass: 0, train, test, seconds: 2, stepMilliseconds: 3 }, 12);
    expect(line).toBe("Pass  1/12  training loss 0.5000, accuracy 80.00 %  ·  test loss 0.6000  ·  2.0 s");
  });
});
