import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  byteTable,
  type Normalization,
  normalizeBytes,
  normalizeFloats,
} from "../../src/trainer/datasets/normalization.ts";

const bytes = fc.uint8Array({ minLength: 3, maxLength: 60 });

function normalized(values: Uint8Array, normalization: Normalization, channels: number): number[] {
  const output = new Float32Array(values.length);
  normalizeBytes(values, byteTable(normalization, channels), output);
  return Array.from(output);
}

describe("normalisation of bytes", () => {
  it.each([
    ["zero-one", (value: number) => value / 255],
    ["minus-one-one", (value: number) => (value - 127.5) / 127.5],
    ["none", (value: number) => value],
  ] as const)("%s", (name, expected) => {
    fc.assert(
      fc.property(bytes, (values) => {
        for (const [index, value] of normalized(values, name, 3).entries()) {
          expect(value).toBeCloseTo(expected(values[index]), 6);
        }
      }),
    );
  });

  it("keeps zero-one exactly 0 and 1 at the ends, and minus-one-one exactly −1 and 1", () => {
    expect(normalized(Uint8Array.of(0, 255), "zero-one", 1)).toEqual([0, 1]);
    expect(normalized(Uint8Array.of(0, 255), "minus-one-one", 1)).toEqual([-1, 1]);
  });

  it("gives data mean 0 and deviation 1 a channel when told the data's own", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { minLength: 2, maxLength: 50 }), (pixels) => {
        const statistics = [0, 1].map((channel) => {
          const values = pixels.map((pixel) => pixel[channel] / 255);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
          return { mean, std: std || 1, isConstant: new Set(values).size === 1 };
        });
        const settings = { mean: statistics.map(({ mean }) => mean), std: statistics.map(({ std }) => std) };
        const output = normalized(Uint8Array.from(pixels.flat()), settings, 2);
        for (const [channel, { isConstant }] of statistics.entries()) {
          const values = output.filter((_, index) => index % 2 === channel);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
          expect(mean).toBeCloseTo(0, 4);
          expect(variance).toBeCloseTo(isConstant ? 0 : 1, 3);
        }
      }),
    );
  });

  it("uses a single mean and deviation for all channels", () => {
    expect(normalized(Uint8Array.of(0, 51, 255), { mean: [0.2], std: [0.5, 1, 2] }, 3)).toEqual(
      [-0.4, 0, 0.4].map(Math.fround),
    );
  });
});

describe("normalisation of numbers", () => {
  it("standardises them as they are, without a division by 255", () => {
    const values = Float32Array.of(1, 10, 3, 30);
    normalizeFloats(values, { mean: [2, 20], std: [1, 5] }, 2);
    expect(Array.from(values)).toEqual([-1, -2, 1, 2]);
  });
});
