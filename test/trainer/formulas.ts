import { expect, it } from "vitest";
import type { LossName } from "../../src/recipes/recipe.ts";
import { activations, ends, losses, mean, sum } from "./definitions.ts";
import { layer, sequential, setupOf } from "./networks.ts";
import { normals } from "./normals.ts";
import { optimizerOf } from "./optimizers.ts";
import { describeEngine, type TestedEngine } from "./testedEngine.ts";

const size = 6;
const features = 5;
const units = 3;

interface Formula {
  readonly title: string;
  readonly activation: string;
  readonly loss: LossName;
  /** Of one example in float64, from what comes before the activation. */
  readonly lossOf: (z: readonly number[], targets: readonly number[]) => number;
  readonly targets: Float32Array;
}

const numbers = normals(size * units, 3);
/** Shares of three classes, some of them without any. */
const shares = numbers.map((_, i) => [0.2, 0.5, 0.3, 0, 1, 0, 0.4, 0, 0.6][i % 9]);
const ofShares = new Set<LossName>(["crossentropy", "binaryCrossentropy", "kullbackLeibler"]);

const formulas: readonly Formula[] = [
  ...Object.entries(losses).flatMap(([loss, definition]) =>
    ends.map((end) => ({
      title: `${loss} of a ${end} end`,
      activation: end,
      loss: loss as LossName,
      lossOf: (z: readonly number[], targets: readonly number[]) => definition(end, z, targets),
      targets: ofShares.has(loss as LossName) ? shares : numbers,
    })),
  ),
  ...Object.entries(activations).map(([activation, definition]) => ({
    title: activation,
    activation,
    loss: "meanSquaredError" as const,
    lossOf: (z: readonly number[], targets: readonly number[]) =>
      mean(definition(z).map((value, i) => (value - targets[i]) ** 2)),
    targets: numbers,
  })),
];

/** Describes an engine by the losses and activations of one dense layer, and their gradients, in float64. */
export function describeFormulas(tested: TestedEngine): void {
  describeEngine("formulas", tested, (engine) => {
    it.each(formulas)("are the definition in float64: $title", async ({ activation, loss, lossOf, targets }) => {
      const topology = sequential(
        layer("Dense", "fc", { units, activation, use_bias: false, batch_input_shape: [null, features] }),
      );
      const kernel = normals(features * units, 1);
      const inputs = normals(size * features, 2);
      const optimizer = optimizerOf({ type: "sgd", learningRate: 1 });
      const network = await engine().build(setupOf(topology, { loss, optimizer, weights: async () => kernel }));
      const evaluated = network.evaluate({ size, inputs, targets });
      const stepped = network.step({ size, inputs, targets }, 0, 1);
      const updated = network.read("fc/kernel").slice();
      network.dispose();

      const defined = (weights: readonly number[]) => mean(rowsOf(inputs, weights, targets, lossOf));
      const start = [...kernel];
      expect(evaluated.lossSum / size).toBeCloseTo(defined(start), 5);
      expect(stepped.lossSum / size).toBeCloseTo(defined(start), 5);
      for (const [i, weight] of start.entries()) {
        const moved = (by: number) => defined(start.with(i, weight + by));
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        expect(weight - updated[i], `weight ${i}`).toBeCloseTo(slope, 5);
      }
    });
  });
}

function rowsOf(
  inputs: Float32Array,
  weights: readonly number[],
  targets: Float32Array,
  lossOf: Formula["lossOf"],
): number[] {
  return Array.from({ length: size }, (_, row) => {
    const x = [...inputs.subarray(row * features, (row + 1) * features)];
    const z = Array.from({ length: units }, (_, unit) => sum(x.map((value, i) => value * weights[i * units + unit])));
    return lossOf(z, [...targets.subarray(row * units, (row + 1) * units)]);
  });
}
