import { beforeAll, describe, expect, it } from "vitest";
import type { Topology } from "../../src/models/modelFile.ts";
import type { OptimizerSettings } from "../../src/recipes/recipe.ts";
import type { Engine, NetworkSetup } from "../../src/trainer/engines/engine.ts";
import { startCpu } from "./cpuEngine.ts";
import { classBatch, layer, sequential, setupOf, smallConvNet } from "./networks.ts";

/** Smooth activations only: behind a relu, rounding of 1e-7 decides which units fire, and 20 steps amplify it. */
const depthwiseNet = sequential(
  layer("Conv2D", "conv", {
    filters: 6,
    kernel_size: [3, 3],
    strides: [2, 2],
    padding: "same",
    use_bias: false,
    batch_input_shape: [null, 9, 9, 3],
  }),
  layer("BatchNormalization", "bn1", { momentum: 0.9 }),
  layer("Activation", "act1", { activation: "tanh" }),
  layer("DepthwiseConv2D", "dw", { kernel_size: [3, 3], padding: "same", use_bias: false }),
  layer("BatchNormalization", "bn2", { momentum: 0.9 }),
  layer("Activation", "act2", { activation: "sigmoid" }),
  layer("Conv2D", "pw", { filters: 10, kernel_size: [1, 1], activation: "softplus" }),
  layer("GlobalAveragePooling2D", "pool"),
  layer("Dense", "fc", { units: 4, activation: "softmax" }),
);

const shared = { learningRate: 0.03, l2: 0.001, learningRateSchedule: { type: "constant" } } as const;
const cases: readonly {
  title: string;
  topology: Topology;
  input: number;
  classes: number;
  optimizer: OptimizerSettings;
}[] = [
  {
    title: "convolution, pooling, dense; momentum",
    topology: smallConvNet,
    input: 128,
    classes: 3,
    optimizer: { type: "momentum", momentum: 0.9, nesterov: false, ...shared },
  },
  {
    title: "convolution, pooling, dense; Nesterov",
    topology: smallConvNet,
    input: 128,
    classes: 3,
    optimizer: { type: "momentum", momentum: 0.9, nesterov: true, ...shared },
  },
  {
    title: "depthwise, pointwise, batch norm; sgd",
    topology: depthwiseNet,
    input: 243,
    classes: 4,
    optimizer: { type: "sgd", ...shared },
  },
  {
    title: "depthwise, pointwise, batch norm; adam",
    topology: depthwiseNet,
    input: 243,
    classes: 4,
    optimizer: { type: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-3, ...shared },
  },
];

/** 20 masked steps: the losses, and every tensor at the end. */
async function train(engine: Engine, setup: NetworkSetup, input: number, classes: number) {
  const network = await engine.build(setup);
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    if (step === 5) {
      for (const { name, role } of network.tensors) {
        if (role !== "kernel") continue;
        const size = network.read(name).length;
        network.setMask(
          name,
          Float32Array.from({ length: size }, (_, i) => Number(i % 4 !== 1)),
        );
      }
    }
    losses.push(network.step(classBatch(16, input, classes, step % 3), step, 0.03).lossSum);
  }
  const weights = new Map(network.tensors.map(({ name }) => [name, network.read(name).slice()]));
  const evaluated = network.evaluate(classBatch(16, input, classes, 7));
  network.dispose();
  return { losses, weights, evaluated };
}

/** What the oracle gives for each case. */
async function askOracle() {
  const oracle = await startCpu();
  const answers = new Map<string, Awaited<ReturnType<typeof train>>>();
  for (const { title, topology, input, classes, optimizer } of cases) {
    answers.set(title, await train(oracle, setupOf(topology, { optimizer }), input, classes));
  }
  return answers;
}

/**
 * Describes an engine by what the oracle gives for the same steps. Engines share the library's global state, so a
 * test file starts one, after the oracle has answered.
 *
 * @param unavailable why the engine is not tested here
 */
export async function describeConformance(name: string, start: () => Promise<Engine>, unavailable?: string) {
  const title = unavailable ? `the ${name} engine (skipped here: ${unavailable})` : `the ${name} engine`;
  const answers = unavailable ? new Map() : await askOracle();
  describe.skipIf(unavailable)(title, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });

    it.each(cases)("gives the oracle's losses and weights over 20 masked steps: $title", async (entry) => {
      const expected = answers.get(entry.title);
      if (!expected) throw new Error("the oracle was not asked");
      const setup = setupOf(entry.topology, { optimizer: entry.optimizer });
      const actual = await train(engine, setup, entry.input, entry.classes);
      actual.losses.forEach((loss, step) => {
        expect(Math.abs(loss - expected.losses[step])).toBeLessThan(1e-3);
      });
      for (const [tensor, values] of expected.weights) expectClose(tensor, actual.weights.get(tensor), values);
      expect(actual.evaluated.lossSum).toBeCloseTo(expected.evaluated.lossSum, 2);
      expect(actual.evaluated.correct).toBe(expected.evaluated.correct);
    });

    it("repeats a run bit for bit", async () => {
      const setup = setupOf(depthwiseNet);
      const first = await train(engine, setup, 243, 4);
      const second = await train(engine, setup, 243, 4);
      expect(second).toEqual(first);
    });
  });
}

/** Close to the tensor's scale; pruned weights exactly +0 on both sides. */
function expectClose(tensor: string, actual: Float32Array | undefined, expected: Float32Array): void {
  if (!actual) throw new Error(`${tensor} is missing`);
  const scale = Math.max(0.1, ...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value), `${tensor}[${i}]`).toBeLessThan(2e-4 * scale);
    if (Object.is(value, 0)) expect(Object.is(actual[i], 0), `${tensor}[${i}]`).toBe(true);
  });
}
