import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packed } from "../../src/packed/read/load.ts";
import { quantize } from "../../src/packed/write/quantize.ts";
import { splitPlanes } from "../../src/packed/write/split.ts";
import { fileOf, withStreams } from "./packedFile.ts";
import { prunedWeights } from "./weights.ts";

const weights = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 })).chain(([rows, channels]) =>
  fc
    .array(fc.oneof(fc.constant(0), fc.float({ noNaN: true, noDefaultInfinity: true })), {
      minLength: rows * channels,
      maxLength: rows * channels,
    })
    .map((values) => ({ channels, values: Float32Array.from(values) })),
);

/** What a reader makes of the rounded weights. */
async function read(values: Float32Array, channels: number): Promise<Float32Array> {
  const file = fileOf([{ name: "k", shape: [values.length], values, int8Channels: channels }]);
  const { weightData } = await packed(file).load();
  return new Float32Array(weightData[0]);
}

describe("rounding to int8", () => {
  it("keeps every zero, and counts the weights that became zero", async () => {
    await fc.assert(
      fc.asyncProperty(weights, async ({ values, channels }) => {
        const rounded = await read(values, channels);
        const lost = values.filter((value, i) => value !== 0 && rounded[i] === 0).length;
        expect(values.every((value, i) => value !== 0 || Object.is(rounded[i], 0))).toBe(true);
        expect(quantize(values, channels).roundedToZero).toBe(lost);
      }),
    );
  });

  it("changes no weight by more than half a step, where 127 steps are the largest of its channel", async () => {
    await fc.assert(
      fc.asyncProperty(weights, async ({ values, channels }) => {
        const rounded = await read(values, channels);
        const largest = new Float64Array(channels);
        values.forEach((value, i) => {
          largest[i % channels] = Math.max(largest[i % channels], Math.abs(value));
        });
        // Scales have 8 significant bits; below the smallest normal number fewer.
        const isWithin = (value: number, i: number) =>
          Math.abs(value - rounded[i]) <= ((largest[i % channels] / 127) * (1 + 2 ** -7)) / 2 + 2 ** -126;
        expect([...values].every(isWithin)).toBe(true);
      }),
    );
  });

  it("reports the largest error that a reader will see", async () => {
    const values = prunedWeights(5000, 0.5);
    const rounded = await read(values, 50);
    const largest = Math.max(...values.map((value, i) => Math.abs(value - rounded[i])));
    expect(quantize(values, 50).largestError).toBeCloseTo(largest, 12);
  });

  it("gives +0 for step 0, even where a writer gave its channel a scale that is negative, infinite or no number", async () => {
    const values = Float32Array.of(0, 0, 0, 1, 1, 1);
    const [step, scale] = [127, Math.fround(1 / 127)];
    for (const odd of [-1, Number.NEGATIVE_INFINITY, Number.NaN]) {
      const bits = new Uint32Array(Float32Array.of(odd, odd, scale).buffer);
      const planes = Buffer.concat(splitPlanes(bits));
      const steps = Buffer.of(0, 0, 0, 0, 0, step);
      const file = withStreams(fileOf([{ name: "k", shape: [6], values, int8Channels: 3 }]), [steps, planes], 1);
      const { weightData } = await packed(file).load();
      expect([...new Float32Array(weightData[0])]).toEqual([0, 0, 0, 0, 0, Math.fround(step * scale)]);
    }
  });
});
