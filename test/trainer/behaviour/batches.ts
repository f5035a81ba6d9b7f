import { expect, it } from "vitest";
import type { Batch } from "../../../src/trainer/engines/engine.ts";
import { layer, sequential, setupOf } from "../networks.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";
import { batch, trained, weightsOf } from "./train.ts";

/** Some of the examples of a batch. */
function part({ size, inputs, targets }: Batch, from: number, to: number): Batch {
  const [width, columns] = [inputs.length / size, targets.length / size];
  return {
    size: to - from,
    inputs: inputs.slice(from * width, to * width),
    targets: targets.slice(from * columns, to * columns),
  };
}

/** Describes what a network does with the examples it is given. */
export function describeBatches(tested: TestedEngine): void {
  describeEngine("batches", tested, (engine) => {
    it("may be of any size, one after the other", async () => {
      const network = await trained(engine(), 3);
      const cuts = [0, 5, 6, batch.size];
      const results = cuts.slice(1).map((to, i) => network.evaluate(part(batch, cuts[i], to)));
      const whole = network.evaluate(batch);
      const total = (of: (result: typeof whole) => number) => results.reduce((sum, result) => sum + of(result), 0);
      expect(total(({ size }) => size)).toBe(batch.size);
      expect(total(({ lossSum }) => lossSum)).toBeCloseTo(whole.lossSum, 3);
      expect(total(({ correct }) => correct ?? 0)).toBe(whole.correct);
    });

    it("may hold sequences of any length, where the network leaves it open", async () => {
      const topology = sequential(
        layer("GlobalAveragePooling1D", "mean", { batch_input_shape: [null, null, 2] }),
        layer("Dense", "fc", { units: 3, activation: "softmax" }),
      );
      const network = await engine().build(setupOf(topology));
      const short = { size: 2, inputs: Float32Array.of(1, 2, 3, 4), targets: Float32Array.of(0, 2) };
      const long = { ...short, inputs: Float32Array.of(1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4) };
      const { lossSum } = network.evaluate(short);
      expect(network.evaluate(long).lossSum).toBeCloseTo(lossSum, 5);
      expect(network.step(long, 0, 0.1).lossSum).toBeCloseTo(lossSum, 5);
    });

    it("count as the mean of their examples, however many they are", async () => {
      const [few, many] = [await trained(engine(), 0), await trained(engine(), 0)];
      const small = part(batch, 0, 7);
      const twice = (values: Float32Array) => Float32Array.from([...values, ...values]);
      const doubled = { size: 14, inputs: twice(small.inputs), targets: twice(small.targets) };
      for (let step = 0; step < 3; step++) {
        const once = few.step(small, step, 0.05).lossSum;
        expect(many.step(doubled, step, 0.05).lossSum).toBeCloseTo(2 * once, 4);
      }
      for (const [name, values] of weightsOf(few)) {
        many.read(name).forEach((value, i) => {
          expect(value).toBeCloseTo(values[i], 4);
        });
      }
    });

    it("are left as they are", async () => {
      const first = sequential(
        layer("Rescaling", "scale", { scale: 2, offset: -1, batch_input_shape: [null, 8, 8, 2] }),
        layer("Activation", "act", { activation: "relu" }),
        layer("Flatten", "flat"),
        layer("Dropout", "drop", { rate: 0.5 }),
        layer("Dense", "fc", { units: 3, activation: "softmax" }),
      );
      const given = part(batch, 0, batch.size);
      const network = await engine().build(setupOf(first));
      network.step(given, 0, 0.05);
      network.evaluate(given);
      expect(given).toEqual(batch);
    });

    it("of one network change nothing in another", async () => {
      const alone = await trained(engine(), 3);
      const [one, other] = [await trained(engine(), 0), await trained(engine(), 0, { seed: 9 })];
      for (let step = 0; step < 3; step++) {
        one.step(batch, step, 0.05);
        other.step(batch, step, 0.5);
      }
      other.dispose();
      expect(weightsOf(one)).toEqual(weightsOf(alone));
    });

    it("may be filled anew as soon as a call returns, and so may what is written", async () => {
      const network = await trained(engine(), 1);
      const expected = await trained(engine(), 1);
      const zeros = new Float32Array(network.read("fc2/bias").length);
      const values = zeros.slice();
      network.write("fc2/bias", values);
      expected.write("fc2/bias", zeros);
      values.fill(7);
      const given = part(batch, 0, batch.size);
      network.step(given, 1, 0.05);
      given.inputs.fill(3);
      network.step(batch, 2, 0.05);
      expected.step(batch, 1, 0.05);
      expected.step(batch, 2, 0.05);
      expect(weightsOf(network)).toEqual(weightsOf(expected));
    });
  });
}
