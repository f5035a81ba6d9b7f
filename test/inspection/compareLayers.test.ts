import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareLayers, compareTotals } from "../../src/inspection/compareLayers.ts";
import { compareModels } from "../../src/inspection/compareModels.ts";
import { measurePair } from "../../src/inspection/measurePair.ts";
import { arrayTensor } from "../../src/models/numericArray.ts";
import { writeSafetensors } from "../../src/models/safetensors/write.ts";
import { temporaryFolder } from "../models/folder.ts";
import { useSubject } from "./useSubject.ts";

const folder = await temporaryFolder();
let files = 0;

async function compared(a: Readonly<Record<string, readonly number[]>>, b: typeof a) {
  const write = async (tensors: typeof a) => {
    const path = join(folder, `${files++}.safetensors`);
    await writeSafetensors(
      path,
      Object.entries(tensors).map(([name, values]) => arrayTensor(name, [values.length], Float32Array.from(values))),
    );
    return path;
  };
  return useSubject(await write(a), async (first) =>
    useSubject(await write(b), async (second) => {
      const pair = await measurePair(first, second);
      const comparison = compareModels(pair.a, pair.b, pair.differences);
      return { layers: compareLayers(comparison), totals: compareTotals(comparison) };
    }),
  );
}

describe("two models compared layer by layer", () => {
  it("are told apart by their largest difference and by the zeros that only one has", async () => {
    const { layers } = await compared(
      { "fc/kernel": [1, 0, 3, 0], "fc/bias": [0.5] },
      { "fc/kernel": [1, 0, 1, 2], "fc/bias": [0] },
    );
    expect(layers).toEqual([{ name: "fc", maxAbsDiff: 2, maskAgreement: 3 / 5, nnz: [3, 3], bytes: [20, 20] }]);
  });

  it("have layers that only one of them has", async () => {
    const { layers, totals } = await compared({ "a/w": [1, 2], "both/w": [1] }, { "both/w": [1], "b/w": [0] });
    const nothing = { maxAbsDiff: null, maskAgreement: null };
    expect(layers).toEqual([
      { name: "a", onlyIn: "a", ...nothing, nnz: [2, null], bytes: [8, null] },
      { name: "both", maxAbsDiff: 0, maskAgreement: 1, nnz: [1, 1], bytes: [4, 4] },
      { name: "b", onlyIn: "b", ...nothing, nnz: [null, 0], bytes: [null, 4] },
    ]);
    expect(totals).toEqual({ maxAbsDiff: 0, maskAgreement: 1, nnz: [3, 1], bytes: [12, 8] });
  });

  it("are not compared weight by weight where a tensor has another shape", async () => {
    const { layers } = await compared({ "a/w": [1, 2] }, { "a/w": [1, 2, 3] });
    expect(layers).toMatchObject([{ name: "a", maxAbsDiff: null, maskAgreement: null, nnz: [2, 3] }]);
  });

  it("do not differ where both hold the same NaN or infinity, and differ by no number where one does", async () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    const { layers } = await compared(
      { "same/w": [nan, infinity, 1], "other/w": [nan, 1] },
      { "same/w": [nan, infinity, 1], "other/w": [0, 1] },
    );
    expect(layers.map(({ maxAbsDiff }) => maxAbsDiff)).toEqual([0, nan]);
  });
});
