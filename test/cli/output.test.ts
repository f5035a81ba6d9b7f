import { describe, expect, it } from "vitest";
import { eventLine } from "../../src/cli/output/eventLine.ts";
import { plain } from "../../src/cli/output/print.ts";
import { renderTable } from "../../src/cli/output/table.ts";

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
    const line = lineOf({ type: "pruned", time, pass: 3, event: 2, tensors: [tensor], milliseconds: 1 });
    expect(line).toBe("Prune event 2 before pass 3: 60 of 100 weights kept (sparsity 40.00 %)");
  });

  it("says what a pass has measured, and a dash for what it has not", () => {
    const train = { loss: null, accuracy: 0.8 };
    const test = { loss: 0.6, accuracy: null };
    const line = lineOf({ type: "passEnded", time, pass: 0, train, test, seconds: 2, stepMilliseconds: 3 });
    expect(line).toBe("Pass   0  training loss –, accuracy 80.00 %  ·  test loss 0.6000  ·  2.0 s");
  });
});

function lineOf(event: Parameters<typeof eventLine>[0]): string {
  return plain(eventLine(event) ?? "");
}
