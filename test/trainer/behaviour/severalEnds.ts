import { expect, it } from "vitest";
import type { Topology } from "../../../src/models/modelFile.ts";
import type { Batch, Engine, Network, NetworkSetup } from "../../../src/trainer/engines/engine.ts";
import { expectSlopes } from "../gradients.ts";
import { scatterWeights } from "../layerNetworks.ts";
import { layer, setupOf } from "../networks.ts";
import { normals } from "../normals.ts";
import { optimizerOf } from "../optimizers.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";

const size = 5;

function node(given: Topology, ...from: string[]) {
  return {
    ...given,
    name: given.config.name,
    inbound_nodes: from.length ? [from.map((name) => [name, 0, 0, {}])] : [],
  };
}

const pairNetwork = (...outputs: string[]) =>
  networkOf({ right: [3], between: [], joined: ["flat", "right"] }, outputs);

interface Beginning {
  /** Shape of the second input. */
  readonly right: readonly (number | null)[];
  /** What stands before the inputs are joined. */
  readonly between: readonly Topology[];
  readonly joined: readonly string[];
}

/** A network of two inputs, the first of which is [2, 2, 1], with these outputs. */
function networkOf({ right, between, joined }: Beginning, outputs: readonly string[]): Topology {
  const input = (name: string, shape: readonly (number | null)[]) =>
    layer("InputLayer", name, { batch_input_shape: [null, ...shape] });
  return {
    class_name: "Functional",
    config: {
      name: "pair",
      layers: [
        node(input("left", [2, 2, 1])),
        node(input("right", right)),
        node(layer("Flatten", "flat"), "left"),
        ...between,
        node(layer("Concatenate", "both", { axis: -1 }), ...joined),
        node(layer("Dense", "hidden", { units: 4, activation: "tanh" }), "both"),
        node(layer("Dense", "kind", { units: 3, activation: "softmax" }), "hidden"),
        node(layer("Dense", "value", { units: 2 }), "hidden"),
      ],
      input_layers: [
        ["left", 0, 0],
        ["right", 0, 0],
      ],
      output_layers: outputs.map((name) => [name, 0, 0]),
    },
  };
}

const inputs = normals(size * 7, 1);
const kinds = Array.from({ length: size }, (_, i) => i % 3);
const values = [...normals(size * 2, 2)];
const numbersOf = (i: number) => values.slice(2 * i, 2 * i + 2);

/** What each output learns of an example, one after the other. */
const batchOf = (row: (example: number) => number[]): Batch => ({
  size,
  inputs,
  targets: Float32Array.from(kinds.flatMap((_, i) => row(i))),
});

const ofBoth = batchOf((i) => [...numbersOf(i), kinds[i]]);
const losses: NetworkSetup["loss"] = ["meanSquaredError", "crossentropy"];

async function scattered(engine: Engine, outputs: string[], changes: Partial<NetworkSetup>): Promise<Network> {
  const network = await engine.build(setupOf(pairNetwork(...outputs), changes));
  const hidden = network.tensors.filter(({ layer: owner }) => owner === "hidden");
  for (const [i, { name }] of hidden.entries()) network.write(name, normals(network.read(name).length, 30 + i));
  return network;
}

/** Describes networks of several inputs and outputs. */
export function describeSeveralEnds(tested: TestedEngine): void {
  describeEngine("several inputs and outputs", tested, (engine) => {
    it("are named by their layers, in the network's order", async () => {
      const network = await engine().build(setupOf(pairNetwork("value", "kind"), { loss: losses }));
      expect(network.inputs).toEqual([
        { layer: "left", shape: [2, 2, 1] },
        { layer: "right", shape: [3] },
      ]);
      expect(network.outputs).toEqual([
        { layer: "value", shape: [2] },
        { layer: "kind", shape: [3] },
      ]);
    });

    it("have the sum of their losses, each times its weight, and count right answers where one knows of them", async () => {
      const weights = { weights: (name: string) => (/hidden|bias/.test(name) ? undefined : fixed(name)) };
      const fixed = async (name: string) => normals(name.startsWith("kind") ? 12 : 8, 9);
      const evaluated = async (outputs: string[], batch: Batch, changes: Partial<NetworkSetup>) =>
        (await scattered(engine(), outputs, { ...weights, ...changes })).evaluate(batch);
      const kind = await evaluated(
        ["kind"],
        batchOf((i) => [kinds[i]]),
        { loss: "crossentropy" },
      );
      const value = await evaluated(["value"], batchOf(numbersOf), { loss: "meanSquaredError" });
      const both = await evaluated(["value", "kind"], ofBoth, { loss: losses });
      expect(both.lossSum).toBeCloseTo(kind.lossSum + value.lossSum, 4);
      expect(both.correct).toBe(kind.correct);
      const weighed = await evaluated(["value", "kind"], ofBoth, { loss: losses, lossWeights: [0.25, 3] });
      expect(weighed.lossSum).toBeCloseTo(3 * kind.lossSum + 0.25 * value.lossSum, 3);
    });

    it("answer one array each, of which the losses follow", async () => {
      const network = await scattered(engine(), ["value", "kind"], { loss: losses });
      const [value, kind] = network.answer(ofBoth);
      expect([value.length, kind.length]).toEqual([2 * size, 3 * size]);
      const errors = value.map((answer, i) => (answer - values[i]) ** 2);
      const squared = errors.reduce((a, b) => a + b) / value.length;
      const surprise = kinds.reduce((sum, right, i) => sum - Math.log(kind[3 * i + right]), 0) / size;
      expect(network.evaluate(ofBoth).lossSum / size).toBeCloseTo(squared + surprise, 5);
      network.step(ofBoth, 0, 0.1);
      expect(network.answer(ofBoth)[0]).not.toEqual(value);
    });

    it("learn by one loss for all where one is given", async () => {
      const batch = batchOf((i) => [...numbersOf(i), 0, 1, 0]);
      const network = await engine().build(setupOf(pairNetwork("value", "kind"), { loss: "meanSquaredError" }));
      const before = network.evaluate(batch);
      for (let step = 0; step < 60; step++) network.step(batch, step, 0.05);
      expect(network.evaluate(batch).lossSum).toBeLessThan(before.lossSum / 2);
      expect(before.correct).toBeUndefined();
    });

    it("may be the same one twice", async () => {
      const batch = batchOf((i) => [...numbersOf(i), ...numbersOf(i)]);
      const [twice, once] = await Promise.all(
        [["value", "value"], ["value"]].map((outputs) => scattered(engine(), outputs, { loss: "meanSquaredError" })),
      );
      const { lossSum } = once.step(batchOf(numbersOf), 0, 0.1);
      expect(twice.step(batch, 0, 0.05).lossSum).toBeCloseTo(2 * lossSum, 4);
    });

    it("go down the slope of the loss of all together", async () => {
      const changes = {
        loss: losses,
        lossWeights: [0.7, 1.3],
        optimizer: optimizerOf({ type: "sgd", learningRate: 1 }),
      };
      const network = await engine().build(setupOf(pairNetwork("value", "kind"), changes));
      scatterWeights(network);
      expectSlopes(network, ofBoth);
    });

    it("are refused where losses or their weights are more or fewer than the outputs", async () => {
      const build = (changes: Partial<NetworkSetup>) => engine().build(setupOf(pairNetwork("value", "kind"), changes));
      await expect(build({ loss: ["huber", "huber", "huber"] })).rejects.toThrow(
        "loss has 3 entries, but the network has 2 outputs (value, kind). Give one for each, in this order.",
      );
      await expect(build({ lossWeights: [1] })).rejects.toThrow("lossWeights has 1 entry, but the network has 2");
    });

    it("are refused where the size of one is left open", async () => {
      const mean = node(layer("GlobalAveragePooling1D", "mean"), "right");
      const open = networkOf({ right: [null, 3], between: [mean], joined: ["flat", "mean"] }, ["kind"]);
      await expect(engine().build(setupOf(open))).rejects.toThrow(
        "right is [?, 3]. A network of several inputs or outputs can be trained where the sizes of all are fixed.",
      );
    });
  });
}
