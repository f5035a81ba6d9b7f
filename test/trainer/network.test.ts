import { beforeAll, describe, expect, it } from "vitest";
import type { OptimizerSettings } from "../../src/recipes/recipe.ts";
import type { Engine, Network, NetworkSetup } from "../../src/trainer/engines/engine.ts";
import { startCpu } from "./cpuEngine.ts";
import { classBatch, layer, sequential, setupOf, smallConvNet } from "./networks.ts";

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

  it("keeps masked weights at +0 through every update", async () => {
    const network = await trained(3);
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

  it("goes on from saved weights and optimizer state bit for bit", async () => {
    for (const optimizer of optimizers) {
      const straight = await trained(6, { optimizer });
      const half = await trained(3, { optimizer });
      const saved = weightsOf(half);
      const resumed = await engine.build(
        setupOf(smallConvNet, { optimizer, weights: async (name) => Float32Array.from(saved.get(name) ?? []) }),
      );
      resumed.restoreOptimizer(half.saveOptimizer());
      for (let step = 3; step < 6; step++) resumed.step(batch, step, 0.05);
      expect(weightsOf(resumed)).toEqual(weightsOf(straight));
    }
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

const shared = { learningRate: 0.05, l2: 0.01, learningRateSchedule: { type: "constant" } } as const;
const optimizers: readonly OptimizerSettings[] = [
  { type: "sgd", ...shared },
  { type: "momentum", momentum: 0.9, nesterov: false, ...shared },
  { type: "momentum", momentum: 0.9, nesterov: true, ...shared },
  { type: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, ...shared },
];

describe("the update rules", () => {
  /** One linear unit without bias under squared error has a gradient that can be written down. */
  it.each(optimizers)("follow their definition in float64: %o", async (optimizer) => {
    const line = sequential(layer("Dense", "fc", { units: 1, use_bias: false, batch_input_shape: [null, 2] }));
    const start = [0.3, -0.8];
    const network = await engine.build(
      setupOf(line, { optimizer, loss: "meanSquaredError", weights: async () => Float32Array.from(start) }),
    );
    const inputs = [
      [1, 2],
      [-1, 0.5],
      [0.25, -3],
    ];
    const targets = [0.5, -1, 2];
    const examples = { size: 3, inputs: Float32Array.from(inputs.flat()), targets: Float32Array.from(targets) };
    const reference = referenceUpdate(optimizer, start);
    for (let step = 0; step < 5; step++) {
      network.step(examples, step, 0.05);
      const expected = reference((w) => {
        const errors = inputs.map(([a, b], i) => a * w[0] + b * w[1] - targets[i]);
        return [0, 1].map((k) => errors.reduce((sum, error, i) => sum + (2 * error * inputs[i][k]) / 3, 0));
      });
      network.read("fc/kernel").forEach((weight, k) => {
        expect(weight).toBeCloseTo(expected[k], 5);
      });
    }
  });
});

/** The optimizers in float64, from their papers; every call does one update and returns the weights. */
function referenceUpdate(settings: OptimizerSettings, start: readonly number[]) {
  const w = [...start];
  const m = w.map(() => 0);
  const v = w.map(() => 0);
  let t = 0;
  return (gradientOf: (w: readonly number[]) => number[]): readonly number[] => {
    t++;
    const gradient = gradientOf(w).map((g, k) => g + settings.l2 * w[k]);
    gradient.forEach((g, k) => {
      if (settings.type === "sgd") {
        w[k] -= 0.05 * g;
      } else if (settings.type === "momentum") {
        m[k] = settings.momentum * m[k] + g;
        w[k] -= 0.05 * (settings.nesterov ? g + settings.momentum * m[k] : m[k]);
      } else {
        m[k] = settings.beta1 * m[k] + (1 - settings.beta1) * g;
        v[k] = settings.beta2 * v[k] + (1 - settings.beta2) * g * g;
        const correctedM = m[k] / (1 - settings.beta1 ** t);
        const correctedV = v[k] / (1 - settings.beta2 ** t);
        w[k] -= (0.05 * correctedM) / (Math.sqrt(correctedV) + settings.epsilon);
      }
    });
    return w;
  };
}
