import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, Network, NetworkSetup } from "../../src/trainer/engines/engine.ts";
import { startCpu } from "./cpuEngine.ts";
import { classBatch, layer, sequential, setupOf, smallConvNet } from "./networks.ts";
import { optimizerOf, optimizers } from "./optimizers.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startCpu();
});

const batch = classBatch(24, 8 * 8 * 2, 3);

async function trained(steps: number, changes: Partial<NetworkSetup> = {}, topology = smallConvNet): Promise<Network> {
  const network = await engine.build(setupOf(topology, changes));
  for (let step = 0; step < steps; step++) network.step(batch, step, 0.05);
  return network;
}

function weightsOf(network: Network): Map<string, number[]> {
  return new Map(network.tensors.map(({ name }) => [name, [...network.read(name)]]));
}

describe("a network of tfjs-layers", () => {
  it("names its tensors by layer and role", async () => {
    const network = await trained(0);
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
    expect(network.inputShape).toEqual([8, 8, 2]);
    expect(network.outputShape).toEqual([3]);
  });

  it("learns", async () => {
    const network = await trained(40);
    const { correct, size } = network.evaluate(batch);
    expect(correct).toBe(size);
  });

  it("is initialised by the seed alone", async () => {
    const [a, b, c] = [await trained(0), await trained(0), await trained(0, { seed: 6 })];
    expect(weightsOf(a)).toEqual(weightsOf(b));
    expect(weightsOf(a)).not.toEqual(weightsOf(c));
  });

  it("drops other units in every step, and the same ones in the same step of another run", async () => {
    const noisy = sequential(
      layer("Dropout", "drop", { rate: 0.5, seed: 1, batch_input_shape: [null, 8] }),
      layer("GaussianNoise", "noise", { stddev: 0.1 }),
      layer("Dense", "fc", { units: 3, activation: "softmax" }),
    );
    const examples = classBatch(16, 8, 3);
    const losses = async () => {
      const network = await engine.build(setupOf(noisy));
      return [0, 1, 2].map((step) => network.step(examples, step, 1e-9).lossSum);
    };
    const [first, second, third] = await losses();
    expect(new Set([first, second, third]).size).toBe(3);
    expect(await losses()).toEqual([first, second, third]);
  });

  it.each(optimizers)("keeps masked weights at +0 through every update: %o", async (optimizer) => {
    const network = await trained(3, { optimizer });
    const size = network.read("fc1/kernel").length;
    const mask = Float32Array.from({ length: size }, (_, i) => Number(i % 3 !== 0));
    network.setMask("fc1/kernel", mask);
    for (let step = 3; step < 8; step++) {
      network.step(batch, step, 0.05);
      network.read("fc1/kernel").forEach((weight, i) => {
        if (mask[i] === 0) expect(Object.is(weight, 0)).toBe(true);
        else expect(weight).not.toBe(0);
      });
    }
  });

  it("leaves frozen layers as they are", async () => {
    const before = weightsOf(await trained(0));
    const after = weightsOf(await trained(5, { trainable: ["dense"] }));
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
      const network = await engine.build(setupOf(topology, { trainable }));
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

  it.each(optimizers)("goes on from saved weights and optimizer state bit for bit: %o", async (optimizer) => {
    const straight = await trained(6, { optimizer });
    const half = await trained(3, { optimizer });
    const saved = weightsOf(half);
    const resumed = await engine.build(
      setupOf(smallConvNet, { optimizer, weights: async (name) => Float32Array.from(saved.get(name) ?? []) }),
    );
    resumed.restoreOptimizer(half.saveOptimizer());
    for (let step = 3; step < 6; step++) resumed.step(batch, step, 0.05);
    expect(weightsOf(resumed)).toEqual(weightsOf(straight));
  });

  it("names its optimizer state by tensor and slot", async () => {
    const small = sequential(layer("Dense", "fc", { units: 3, use_bias: false, batch_input_shape: [null, 8] }));
    const slotsOf = async (...[settings]: Parameters<typeof optimizerOf>) => {
      const network = await engine.build(setupOf(small, { optimizer: optimizerOf(settings) }));
      return [...network.saveOptimizer().keys()];
    };
    expect(await slotsOf({ type: "sgd", learningRate: 1 })).toEqual([]);
    expect(await slotsOf({ type: "momentum", learningRate: 1 })).toEqual(["fc/kernel/momentum"]);
    expect(await slotsOf({ type: "adamw", learningRate: 1 })).toEqual(["fc/kernel/m", "fc/kernel/v"]);
    expect(await slotsOf({ type: "rmsprop", learningRate: 1 })).toEqual(["fc/kernel/v"]);
    expect(await slotsOf({ type: "rmsprop", learningRate: 1, momentum: 0.5 })).toEqual(["fc/kernel/v", "fc/kernel/m"]);
  });

  it("refuses optimizer state that another optimizer left", async () => {
    const rmsprop = await trained(1, { optimizer: optimizerOf({ type: "rmsprop", learningRate: 1 }) });
    const adam = await trained(0, { optimizer: optimizerOf({ type: "adam", learningRate: 1 }) });
    expect(() => adam.restoreOptimizer(rmsprop.saveOptimizer())).toThrow("no fitting optimizer state conv/kernel/m");
  });

  it("reads logits where the network does not end in a softmax", async () => {
    const ending = (activation: string) =>
      sequential(layer("Dense", "fc", { units: 3, activation, batch_input_shape: [null, 8] }));
    const examples = classBatch(9, 8, 3);
    const [softmax, linear] = await Promise.all(
      ["softmax", "linear"].map(async (activation) =>
        (await engine.build(setupOf(ending(activation)))).evaluate(examples),
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
      losses.push((await engine.build(setupOf(topology))).evaluate(examples).lossSum);
    }
    expect(losses).toEqual([losses[0], losses[0], losses[0]]);
  });

  it("learns from the probabilities of classes", async () => {
    const network = await engine.build(setupOf(smallConvNet));
    const { size, inputs, targets } = batch;
    const soft = Float32Array.from({ length: size * 3 }, (_, i) => (targets[Math.floor(i / 3)] === i % 3 ? 0.9 : 0.05));
    const evaluated = () => network.evaluate({ size, inputs, targets: soft });
    const { lossSum } = evaluated();
    for (let step = 0; step < 40; step++) network.step({ size, inputs, targets: soft }, step, 0.05);
    expect(evaluated().lossSum).toBeLessThan(lossSum / 2);
    expect(evaluated().correct).toBe(size);
  });

  it("refuses weights of another shape, and names the tensor", async () => {
    const weights = async () => new Float32Array(7);
    await expect(engine.build(setupOf(smallConvNet, { weights }))).rejects.toThrow("conv/kernel has 7 weights");
  });

  it("says what the library does not accept in a topology", async () => {
    const odd = sequential(layer("Dense", "fc", { units: 3, activation: "wobble", batch_input_shape: [null, 8] }));
    await expect(engine.build(setupOf(odd))).rejects.toThrow(/^TensorFlow\.js cannot build this network: .*wobble/);
  });

  it("refuses to train where every layer is frozen", async () => {
    await expect(engine.build(setupOf(smallConvNet, { trainable: ["nothing"] }))).rejects.toThrow(
      "every one is frozen",
    );
  });
});
