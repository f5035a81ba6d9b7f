import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { formatEvent } from "../../src/runs/eventLine.ts";
import { temporaryFolder } from "../datasets/support.ts";
import { straightRun } from "../runs/straightRun.ts";

const {
  isComplete,
  measuredIn,
}: {
  isComplete(run: string): boolean;
  measuredIn(run: string, base: string): Record<string, unknown>;
} = await import(new URL("../../examples/mobilenet-flowers/measured.mjs", import.meta.url).href);

const lines = straightRun({ passes: 4, tensors: 2, interval: 2, warnings: [] }).map(formatEvent);

function runOf(...written: string[]): { readonly run: string; readonly base: string } {
  const base = temporaryFolder();
  const run = path.join(base, "one");
  mkdirSync(run);
  writeFileSync(path.join(run, "events.ndjson"), written.join(""));
  return { run, base };
}

it("takes from a run's events what was measured", () => {
  const { run, base } = runOf(...lines);
  expect(isComplete(run)).toBe(true);
  expect(measuredIn(run, base)).toMatchObject({
    engine: "wasm, tfjs 4.22.0, 2 threads",
    recalibrationBatches: 0,
    accuracies: [0, 1 / 2, 2 / 3, 3 / 4],
    losses: [1, 1 / 2, 1 / 3, 1 / 4],
    events: [{ pass: 0 }, { pass: 2 }],
  });
});

it("takes the last measurement of a pass that was done again, and passes over a line that a crash tore", () => {
  const again = lines.findIndex((line) => line.includes("passEnded"));
  const { run, base } = runOf(...lines.slice(0, again + 1), '{"type":"passEn\n', ...lines.slice(again));
  expect(measuredIn(run, base).accuracies).toEqual([0, 1 / 2, 2 / 3, 3 / 4]);
});

it("sees that a run is not at its end", () => {
  expect(isComplete(runOf(...lines.slice(0, -1)).run)).toBe(false);
});
