import { expect, it } from "vitest";
import type { Topology } from "../../src/models/modelFile.ts";
import type { LossName } from "../../src/recipes/recipe.ts";
import type { Network } from "../../src/trainer/engines/engine.ts";
import { startCpu } from "./cpuEngine.ts";
import { expectSameRun, type MaskedRun, type RunResult, runMasked } from "./maskedRun.ts";
import { classBatch, layer, sequential, setupOf, smallConvNet } from "./networks.ts";
import { optimizerOf, optimizers } from "./optimizers.ts";
import { describeEngine, type TestedEngine } from "./testedEngine.ts";

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

/** On the inputs of the convolutional network. */
const denseNet = (ending: string, ...behind: Topology[]) =>
  sequential(
    layer("Dense", "fc1", { units: 12, activation: "tanh", batch_input_shape: [null, 128] }),
    layer("Dense", "fc2", { units: 3, activation: ending }),
    ...behind,
  );

const reshapedNet = denseNet(
  "softmax",
  layer("Reshape", "square", { target_shape: [1, 1, 3] }),
  layer("Flatten", "flat"),
);

interface Case extends MaskedRun {
  readonly title: string;
}

const shared = { learningRate: 0.03, l2: 0.001 };
const convBatch = (salt: number) => classBatch(16, 128, 3, salt);
const depthwiseBatch = (salt: number) => classBatch(16, 243, 4, salt);

/** Three numbers an example in the place of its class. */
const withRows = (rowOf: (target: number, example: number) => readonly number[]) => (salt: number) => {
  const batch = convBatch(salt);
  return { ...batch, targets: Float32Array.from([...batch.targets].flatMap(rowOf)) };
};

const probabilities = withRows((target, i) => [0, 1, 2].map((k) => (k === target ? 1 - (i % 4) / 5 : (i % 4) / 10)));
const yesAndNo = withRows((target) => [0, 1, 2].map((k) => Number(k <= target)));
const values = withRows((target, i) => [target + 1.5, -2 - (i % 3), 3]);

const optimizerCases: readonly (readonly [title: string, settings: Parameters<typeof optimizerOf>[0]])[] = [
  ["momentum", { type: "momentum", ...shared }],
  ["Nesterov", { type: "momentum", nesterov: true, ...shared }],
  ["adamw", { type: "adamw", epsilon: 1e-3, weightDecay: 0.1, ...shared }],
  ["rmsprop", { type: "rmsprop", epsilon: 1e-3, ...shared }],
  ["l1", { type: "momentum", l1: 0.001, ...shared }],
  ["clipNorm", { type: "momentum", l1: 0.001, clipNorm: 0.2, ...shared }],
  ["clipValue", { type: "sgd", clipValue: 0.01, ...shared }],
];

const depthwiseCases: typeof optimizerCases = [
  ["sgd", { type: "sgd", ...shared }],
  ["adam", { type: "adam", epsilon: 1e-3, ...shared }],
  ["rmsprop with momentum", { type: "rmsprop", epsilon: 1e-2, momentum: 0.5, ...shared }],
];

const lossCases: readonly (readonly [LossName, ending: string, batch: Case["batch"]])[] = [
  ["crossentropy", "softmax", probabilities],
  ["crossentropy", "sigmoid", convBatch],
  ["crossentropy", "linear", probabilities],
  ["binaryCrossentropy", "sigmoid", yesAndNo],
  ["binaryCrossentropy", "hard_sigmoid", yesAndNo],
  ["binaryCrossentropy", "linear", yesAndNo],
  ["kullbackLeibler", "softmax", probabilities],
  ["kullbackLeibler", "linear", probabilities],
  ["meanSquaredError", "linear", values],
  ["meanAbsoluteError", "linear", values],
  ["huber", "linear", values],
];

const cases: readonly Case[] = [
  ...optimizerCases.map(([title, settings]) => ({
    title: `convolution, pooling, dense; ${title}`,
    setup: setupOf(smallConvNet, { optimizer: optimizerOf(settings) }),
    batch: convBatch,
  })),
  ...depthwiseCases.map(([title, settings]) => ({
    title: `depthwise, pointwise, batch norm; ${title}`,
    setup: setupOf(depthwiseNet, { optimizer: optimizerOf(settings) }),
    batch: depthwiseBatch,
  })),
  ...lossCases.map(([loss, ending, batch]) => ({
    title: `${loss} of a ${ending} end`,
    setup: setupOf(denseNet(ending), { loss }),
    batch,
  })),
  { title: "crossentropy of a softmax that is reshaped", setup: setupOf(reshapedNet), batch: convBatch },
];

/** What the oracle gives for each case. */
async function askOracle() {
  const oracle = await startCpu();
  const answers = new Map<string, RunResult>();
  for (const entry of cases) answers.set(entry.title, await runMasked(oracle, entry));
  return answers;
}

/**
 * Describes an engine by what the oracle gives for the same steps. Engines share the library's global state, so a
 * test file starts one, after the oracle has answered.
 */
export async function describeConformance(tested: TestedEngine): Promise<void> {
  const answers = tested.unavailable ? new Map() : await askOracle();
  describeEngine("training", tested, (engine) => {
    it.each(cases)("gives the oracle's losses and weights over 20 masked steps: $title", async (entry) => {
      const expected = answers.get(entry.title);
      if (!expected) throw new Error("the oracle was not asked");
      expectSameRun(await runMasked(engine(), entry), expected);
    });

    it.each(optimizers)("goes on from saved weights and optimizer state bit for bit: %o", async (optimizer) => {
      const setup = setupOf(denseNet("softmax"), { optimizer });
      const steps = (network: Network, from: number) => {
        for (let step = from; step < from + 3; step++) network.step(convBatch(step), step, 0.05);
        return new Map(network.tensors.map(({ name }) => [name, network.read(name).slice()]));
      };
      const straight = await engine().build(setup);
      const saved = steps(straight, 0);
      const optimizerState = straight.saveOptimizer();
      const resumed = await engine().build({
        ...setup,
        weights: async (name) => saved.get(name) ?? new Float32Array(0),
      });
      resumed.restoreOptimizer(optimizerState);
      expect(steps(resumed, 3)).toEqual(steps(straight, 3));
      for (const network of [straight, resumed]) network.dispose();
    });

    it("repeats a run bit for bit", async () => {
      const entry = { setup: setupOf(depthwiseNet), batch: depthwiseBatch };
      const first = await runMasked(engine(), entry);
      const second = await runMasked(engine(), entry);
      expect(second).toEqual(first);
    });
  });
}
