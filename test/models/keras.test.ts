import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { buildWithTfjs, predict } from "./tfjsModel.ts";

const fixtures = join(import.meta.dirname, "../fixtures/keras");

const networks = ["sequential", "functional", "nested", "nested_in_sequential", "recurrent", "two_by_two", "augmented"];
const endings = [
  { ending: ".keras", format: "keras-v3", answers: "keras3" },
  { ending: ".keras3.h5", format: "keras-h5", answers: "keras3" },
  { ending: ".keras2.h5", format: "keras-h5", answers: "keras2" },
];

describe.each(networks)("the network %s as Keras saved it", (network) => {
  it.each(endings)("predicts from $ending what Keras predicts", async ({ ending, format, answers }) => {
    const file = await openModel(join(fixtures, network + ending));
    const { inputs, outputs } = JSON.parse(await readFile(join(fixtures, `${network}.${answers}.json`), "utf8"));
    expect(file.format).toBe(format);
    const predicted = await predict(await buildWithTfjs(file), inputs);
    await file.close();
    expect(largestDifference(predicted, outputs)).toBeLessThan(1e-5);
  });
});

/** Between two nests of numbers of the same shape; infinite where the shapes differ. */
function largestDifference(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b);
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(...a.map((item, i) => largestDifference(item, b[i])));
}
