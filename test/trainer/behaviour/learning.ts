import { expect, it } from "vitest";
import type { NetworkSetup } from "../../../src/trainer/engines/engine.ts";
import { classBatch, layer, sequential, setupOf, smallConvNet } from "../networks.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";
import { batch, trained, weightsOf } from "./train.ts";

/** Describes what a network is, how it learns, and what it refuses. */
export function describeLearning(tested: TestedEngine): void {
  describeEngine("networks", tested, (engine) => {
    it("names its tensors by layer and role", async () => {
      const network = await trained(engine(), 0);
      expect(network.tensors.map(({ name }) => name)).toEqual([
        "conv/kernel",
        "conv/bias",
        "fc1/kernel",
        "fc1/bias",
        "fc2/kernel",
        "fc2/bias",
      ]);
      expect(network.tensors[0]).toMatchObject({
        layer: "conv",
        className: "Conv2D",
        role: "kernel",
        shape: [3, 3, 2, 5],
      });
      expect(network.inputs.map(({ shape }) => shape)).toEqual([[8, 8, 2]]);
      expect(network.outputs).toEqual([{ layer: "fc2", shape: [3] }]);
    });

    it("says how it runs them", async () => {
      expect((await trained(engine(), 0)).mode).toBe(tested.mode);
    });

    it("learns", async () => {
      const network = await trained(engine(), 40);
      const { correct, size } = network.evaluate(batch);
      expect(correct).toBe(size);
    });

    it("is initialised by the seed alone", async () => {
      const [a, b, c] = [
        await trained(engine(), 0),
        await trained(engine(), 0),
        await trained(engine(), 0, { seed: 6 }),
      ];
      expect(weightsOf(a)).toEqual(weightsOf(b));
      expect(weightsOf(a)).not.toEqual(weightsOf(c));
    });

    it("leaves frozen layers as they are", async () => {
      const before = weightsOf(await trained(engine(), 0));
      const after = weightsOf(await trained(engine(), 5, { trainable: ["dense"] }));
      expect(after.get("conv/kernel")).toEqual(before.get("conv/kernel"));
      expect(after.get("fc1/kernel")).not.toEqual(before.get("fc1/kernel"));
    });

    it("runs frozen batch normalisation with its moving statistics, and leaves those alone", async () => {
      const topology = sequential(
        layer("BatchNormalization", "bn", { batch_input_shape: [null, 8] }),
        layer("Dense", "fc", { units: 3, activation: "softmax" }),
      );
      const examples = classBatch(16, 8, 3);
      const run = async (trainable: NetworkSetup["trainable"]) => {
        const network = await engine().build(setupOf(topology, { trainable }));
        const { lossSum } = network.evaluate(examples);
        return { evaluated: lossSum, stepped: network.step(examples, 0, 0.05).lossSum, network };
      };
      const frozen = await run(["fc"]);
      expect(frozen.stepped).toBe(frozen.evaluated);
      expect([...frozen.network.read("bn/moving_mean")]).toEqual(Array(8).fill(0));
      const learning = await run("all");
      expect(learning.stepped).not.toBe(learning.evaluated);
      expect([...learning.network.read("bn/moving_mean")]).not.toEqual(Array(8).fill(0));
    });

    it("reads logits where the network does not end in a softmax", async () => {
      const ending = (activation: string) =>
        sequential(layer("Dense", "fc", { units: 3, activation, batch_input_shape: [null, 8] }));
      const examples = classBatch(9, 8, 3);
      const [softmax, linear] = await Promise.all(
        ["softmax", "linear"].map(async (activation) =>
          (await engine().build(setupOf(ending(activation)))).evaluate(examples),
        ),
      );
      expect(linear.lossSum).toBeCloseTo(softmax.lossSum, 4);
      expect(linear.correct).toBe(softmax.correct);
    });

    it("finds the softmax behind layers that only reshape, and in a nested network", async () => {
      const softmax = layer("Dense", "fc", { units: 3, activation: "softmax", batch_input_shape: [null, 8] });
      const reshaped = sequential(
        softmax,
        layer("Reshape", "square", { target_shape: [1, 1, 3] }),
        layer("Flatten", "flat"),
      );
      const nested = sequential(sequential(softmax));
      const examples = classBatch(9, 8, 3);
      const losses = [];
      for (const topology of [sequential(softmax), reshaped, nested]) {
        losses.push((await engine().build(setupOf(topology))).evaluate(examples).lossSum);
      }
      expect(losses).toEqual([losses[0], losses[0], losses[0]]);
    });

    it("learns from the probabilities of classes", async () => {
      const network = await engine().build(setupOf(smallConvNet));
      const { size, inputs, targets } = batch;
      const soft = Float32Array.from({ length: size * 3 }, (_, i) =>
        targets[Math.floor(i / 3)] === i % 3 ? 0.9 : 0.05,
      );
      const evaluated = () => network.evaluate({ size, inputs, targets: soft });
      const { lossSum } = evaluated();
      for (let step = 0; step < 40; step++) network.step({ size, inputs, targets: soft }, step, 0.05);
      expect(evaluated().lossSum).toBeLessThan(lossSum / 2);
      expect(evaluated().correct).toBe(size);
    });

    it("refuses weights of another shape, and names the tensor", async () => {
      const weights = async () => new Float32Array(7);
      await expect(engine().build(setupOf(smallConvNet, { weights }))).rejects.toThrow("conv/kernel has 7 weights");
    });

    it("says what the library does not accept in a topology", async () => {
      const odd = sequential(layer("Dense", "fc", { units: 3, activation: "wobble", batch_input_shape: [null, 8] }));
      await expect(engine().build(setupOf(odd))).rejects.toThrow(/^TensorFlow\.js cannot build this network: .*wobble/);
    });

    it("refuses to train where every layer is frozen", async () => {
      await expect(engine().build(setupOf(smallConvNet, { trainable: ["nothing"] }))).rejects.toThrow(
        "every one is frozen",
      );
    });
  });
}
