import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ledgerOf } from "../../src/packed/ledger.ts";
import { encodings } from "../../src/packed/read/header.ts";
import { packed } from "../../src/packed/read/load.ts";
import { packTensors } from "../../src/packed/write/packTensors.ts";
import { denseTopology, fileOf } from "./packedFile.ts";
import { anyValues, bitsOf, exactTensor, prunedWeights } from "./weights.ts";

const models = fc
  .array(anyValues, { maxLength: 6 })
  .map((all) => all.map((values, i) => exactTensor(`layer${i}/kernel`, values)));

describe("a packed model", () => {
  it("gives back every bit of every weight", async () => {
    await fc.assert(
      fc.asyncProperty(models, async (tensors) => {
        const { weightSpecs, weightData } = await packed(fileOf(tensors)).load();
        expect(weightSpecs.map(({ name, shape }) => ({ name, shape }))).toEqual(
          tensors.map(({ name, shape }) => ({ name, shape })),
        );
        for (const [i, { values }] of tensors.entries()) {
          expect(bitsOf(new Float32Array(weightData[i]))).toEqual(bitsOf(values));
        }
      }),
    );
  });

  it("is the same file whenever the same model is packed", () => {
    fc.assert(
      fc.property(models, (tensors) => {
        expect(Buffer.compare(fileOf(tensors), fileOf(tensors))).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it("has a ledger that adds up to its size, to the byte", () => {
    fc.assert(
      fc.property(models, (tensors) => {
        const packedModel = packTensors({
          generator: "test",
          topology: null,
          metadata: { a: "b" },
          tensors: tensors.map((tensor, i) => (i % 2 ? tensor : finite(tensor))),
        });
        const ledger = ledgerOf(packedModel);
        const parts = ledger.tensors.reduce((sum, { mask, values, scales }) => sum + mask + values + scales, 0);
        expect(ledger.header + parts + ledger.padding).toBe(ledger.total);
        expect(ledger.total).toBe(packedModel.pieces.reduce((sum, { length }) => sum + length, 0));
      }),
    );
  });

  it("takes for each tensor the encoding that is smallest for it", () => {
    const one = (values: Float32Array) =>
      packTensors({ generator: "", topology: null, metadata: {}, tensors: [exactTensor("a", values)] }).header
        .tensors[0].encoding;
    expect(one(prunedWeights(20, 0))).toBe("raw");
    expect(one(prunedWeights(20_000, 0))).toBe("dense");
    expect(one(prunedWeights(20_000, 0.75))).toBe("masked");
    expect(one(prunedWeights(200_000, 0.9999))).toBe("indexed");
    expect(one(prunedWeights(20_000, 0.75).map(Math.sign))).toBe("palette");
    expect(new Set(encodings).size).toBe(6);
  });

  it("packs pruned weights below 1.01 times the entropy of their mask and exponents", () => {
    const size = 400_000;
    const density = 0.25;
    const values = prunedWeights(size, 1 - density);
    const exponents = new Map<number, number>();
    for (const bits of bitsOf(values)) {
      if (bits !== 0) exponents.set((bits >>> 23) & 255, (exponents.get((bits >>> 23) & 255) ?? 0) + 1);
    }
    const kept = density * size;
    const entropyOf = (share: number) => -share * Math.log2(share);
    const mask = size * (entropyOf(density) + entropyOf(1 - density));
    const exponentBits = kept * [...exponents.values()].reduce((sum, count) => sum + entropyOf(count / kept), 0);
    const sizeInBits = 8 * fileOf([exactTensor("a", values)], null).length;
    expect(sizeInBits).toBeLessThan(1.01 * (mask + exponentBits + 24 * kept));
  });

  it("is padded where its weights are so few bits that a reader would take it for a bomb", async () => {
    const values = new Float32Array(600_000);
    const file = fileOf([exactTensor("fc/kernel", values)], denseTopology(1, 600_000));
    expect(4 * values.length).toBeLessThanOrEqual(1_000 * file.length + 2 ** 20);
    const { weightData } = await packed(file).load();
    expect(weightData[0].byteLength).toBe(4 * values.length);
  });

  it("is padded enough where its header packs into fewer bytes once the padding stands in it", async () => {
    for (const size of [337_092, 338_535, 338_720]) {
      const file = fileOf([exactTensor("fc/kernel", new Float32Array(size))], denseTopology(1, size));
      const { weightData } = await packed(file).load();
      expect(weightData[0].byteLength).toBe(4 * size);
    }
  });
});

function finite({ name, values }: { name: string; values: Float32Array }) {
  return {
    ...exactTensor(
      name,
      values.map((value) => (Number.isFinite(value) ? value : 1)),
    ),
    int8Channels: 1,
  };
}
