import { expect, it } from "vitest";
import type { Topology } from "../../../src/models/modelFile.ts";
import type { Engine } from "../../../src/trainer/engines/engine.ts";
import { classBatch, layer, sequential, setupOf } from "../networks.ts";
import { optimizerOf } from "../optimizers.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";

const steps = 40;
const channels = 50;
const count = steps * channels;

interface Drawing {
  readonly seed?: number;
  readonly step?: number;
  readonly examples?: number;
}

/**
 * What a random layer makes of ones, [steps, channels], mean over the examples. Behind it stands a bias for every
 * number, whose gradient under squared error with zeros is 2/count times that number.
 */
async function noiseOf(engine: Engine, noise: Topology, { seed = 5, step = 0, examples = 1 }: Drawing = {}) {
  const topology = sequential(
    { ...noise, config: { ...noise.config, batch_input_shape: [null, steps, channels] } },
    layer("Reshape", "pixel", { target_shape: [1, 1, count] }),
    layer("DepthwiseConv2D", "each", { kernel_size: [1, 1], depthwise_initializer: "ones" }),
    layer("Flatten", "flat"),
  );
  const optimizer = optimizerOf({ type: "sgd", learningRate: 1 });
  const network = await engine.build(setupOf(topology, { seed, optimizer, loss: "meanSquaredError" }));
  const size = examples * count;
  const ones = { size: examples, inputs: new Float32Array(size).fill(1), targets: new Float32Array(size) };
  expect(network.evaluate(ones).lossSum).toBeCloseTo(examples, 4);
  network.step(ones, step, 1);
  const values = [...network.read("each/bias")].map((bias) => (-bias * count) / 2);
  network.dispose();
  return values;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const shareOf = (values: readonly number[], wanted: number) =>
  values.filter((value) => Math.abs(value - wanted) < 1e-3).length / values.length;

/** Describes random layers: what they draw, and what it follows from. Bounds are four standard errors. */
export function describeNoise(tested: TestedEngine): void {
  describeEngine("noise", tested, (engine) => {
    const dropout = layer("Dropout", "drop", { rate: 0.3 });

    it("drops the share that it is told, and scales up the others", async () => {
      const values = await noiseOf(engine(), dropout);
      expect(Math.abs(shareOf(values, 0) - 0.3)).toBeLessThan(0.042);
      expect(shareOf(values, 0) + shareOf(values, 1 / 0.7)).toBe(1);
    });

    it("drops for each example of a batch by itself", async () => {
      const values = await noiseOf(engine(), dropout, { examples: 2 });
      expect(Math.abs(shareOf(values, 0) - 0.09)).toBeLessThan(0.026);
      expect(Math.abs(shareOf(values, 0.5 / 0.7) - 0.42)).toBeLessThan(0.045);
    });

    it("drops whole channels where it is told to", async () => {
      const values = await noiseOf(engine(), layer("SpatialDropout1D", "drop", { rate: 0.3 }));
      const [first] = Array.from({ length: steps }, (_, step) =>
        values.slice(step * channels, (step + 1) * channels).map((value) => value.toFixed(3)),
      );
      for (let step = 1; step < steps; step++) {
        const row = values.slice(step * channels, (step + 1) * channels);
        expect(row.map((value) => value.toFixed(3))).toEqual(first);
      }
      expect(Math.abs(shareOf(values, 0) - 0.3)).toBeLessThan(0.26);
      expect(shareOf(values, 0) + shareOf(values, 1 / 0.7)).toBe(1);
    });

    it("adds numbers around 0 of the deviation that it is told", async () => {
      const values = await noiseOf(engine(), layer("GaussianNoise", "noise", { stddev: 0.5 }));
      expect(Math.abs(mean(values) - 1)).toBeLessThan(0.045);
      expect(Math.abs(deviation(values) - 0.5)).toBeLessThan(0.032);
    });

    it("multiplies by numbers around 1 whose deviation is that of dropping", async () => {
      const values = await noiseOf(engine(), layer("GaussianDropout", "noise", { rate: 0.2 }));
      expect(Math.abs(mean(values) - 1)).toBeLessThan(0.045);
      expect(Math.abs(deviation(values) - 0.5)).toBeLessThan(0.032);
    });

    it("follows from the seed and the step alone", async () => {
      const first = await noiseOf(engine(), dropout);
      expect(await noiseOf(engine(), dropout)).toEqual(first);
      const others = [await noiseOf(engine(), dropout, { step: 1 }), await noiseOf(engine(), dropout, { seed: 6 })];
      for (const other of others) {
        const same = other.filter((value, i) => value === first[i]).length / count;
        // 0.3² + 0.7² of them by chance.
        expect(Math.abs(same - 0.58)).toBeLessThan(0.045);
      }
    });

    it("differs from layer to layer, whatever seeds the layers name", async () => {
      const twice = sequential(
        layer("Dropout", "first", { rate: 0.5, seed: 1, batch_input_shape: [null, 400] }),
        layer("Dropout", "second", { rate: 0.5, seed: 1 }),
        layer("Reshape", "pixel", { target_shape: [1, 1, 400] }),
        layer("DepthwiseConv2D", "each", { kernel_size: [1, 1], depthwise_initializer: "ones" }),
        layer("Flatten", "flat"),
      );
      const network = await engine().build(setupOf(twice, { loss: "meanSquaredError" }));
      const ones = { size: 1, inputs: new Float32Array(400).fill(1), targets: new Float32Array(400) };
      network.step(ones, 0, 0.05);
      const kept = network.read("each/bias").filter((bias) => bias !== 0).length / 400;
      expect(Math.abs(kept - 0.25)).toBeLessThan(0.087);
    });

    it("is another in every step, and the same in the same step of another run", async () => {
      const noisy = sequential(
        layer("Dropout", "drop", { rate: 0.5, seed: 1, batch_input_shape: [null, 8] }),
        layer("GaussianNoise", "noise", { stddev: 0.1 }),
        layer("Dense", "fc", { units: 3, activation: "softmax" }),
      );
      const examples = classBatch(16, 8, 3);
      const losses = async () => {
        const network = await engine().build(setupOf(noisy));
        return [0, 1, 2].map((step) => network.step(examples, step, 1e-9).lossSum);
      };
      const [first, second, third] = await losses();
      expect(new Set([first, second, third]).size).toBe(3);
      expect(await losses()).toEqual([first, second, third]);
    });
  });
}
