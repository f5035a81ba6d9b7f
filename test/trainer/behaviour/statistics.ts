import { expect, it } from "vitest";
import type { Topology } from "../../../src/models/modelFile.ts";
import type { Batch, Engine, Network, NetworkSetup } from "../../../src/trainer/engines/engine.ts";
import { classBatch, layer, sequential, setupOf } from "../networks.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";
import { weightsOf } from "./train.ts";

const channels = 4;
const batches = [1, 2, 3].map((salt) => classBatch(6, channels, 3, salt));

/** Behind inputs, so that what it should hold follows from the examples alone. */
const normalized = sequential(
  layer("BatchNormalization", "bn", { batch_input_shape: [null, channels] }),
  layer("Dropout", "drop", { rate: 0.3 }),
  layer("Dense", "fc", { units: 3, activation: "softmax" }),
);

/** One normalisation of both halves of the inputs, [2, channels / 2]. */
const used = (name: string) => [[name, 0, 0, {}]];
const shared: Topology = {
  class_name: "Model",
  config: {
    name: "shared",
    layers: [
      {
        class_name: "InputLayer",
        name: "in",
        config: { name: "in", batch_input_shape: [null, channels] },
        inbound_nodes: [],
      },
      named("Activation", "tanh", { activation: "tanh" }, [used("in")]),
      named("BatchNormalization", "bn", {}, [used("in"), used("tanh")]),
      named("Add", "add", {}, [
        [
          ["bn", 0, 0, {}],
          ["bn", 1, 0, {}],
        ],
      ]),
      named("Dense", "fc", { units: 3, activation: "softmax" }, [used("add")]),
    ],
    input_layers: [["in", 0, 0]],
    output_layers: [["fc", 0, 0]],
  },
};

function named(class_name: string, name: string, config: object, inbound_nodes: unknown) {
  return { class_name, name, config: { name, ...config }, inbound_nodes };
}

/** Mean and variance of each channel, [size, channels]. */
function momentsOf({ size }: Batch, values: readonly number[]) {
  const ofChannel = (channel: number) => values.filter((_, i) => i % channels === channel);
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / size;
  const columns = Array.from({ length: channels }, (_, channel) => ofChannel(channel));
  return columns.map((column) => {
    const middle = mean(column);
    return { mean: middle, variance: mean(column.map((value) => (value - middle) ** 2)) };
  });
}

function expectMeanOf(network: Network, moments: readonly ReturnType<typeof momentsOf>[]): void {
  for (const [role, of] of [
    ["moving_mean", "mean"],
    ["moving_variance", "variance"],
  ] as const) {
    network.read(`bn/${role}`).forEach((value, channel) => {
      const wanted = moments.reduce((sum, one) => sum + one[channel][of], 0) / moments.length;
      expect(value).toBeCloseTo(wanted, 5);
    });
  }
}

async function averaged(engine: Engine, topology: Topology, changes: Partial<NetworkSetup> = {}): Promise<Network> {
  const network = await engine.build(setupOf(topology, changes));
  network.step(batches[0], 0, 0.05);
  for (const [earlier, batch] of batches.entries()) network.averageStatistics(batch, earlier);
  return network;
}

/** Describes how moving statistics become means over batches. */
export function describeStatistics(tested: TestedEngine): void {
  describeEngine("statistics", tested, (engine) => {
    it("become the mean over the batches", async () => {
      const network = await averaged(engine(), normalized);
      if (tested.mode === "compiled") expect(network.mode).toBe("compiled");
      expectMeanOf(
        network,
        batches.map((batch) => momentsOf(batch, [...batch.inputs])),
      );
    });

    it("of a layer that is used twice become the mean over both uses", async () => {
      const network = await averaged(engine(), shared);
      const uses = batches.flatMap((batch) => {
        const inputs = [...batch.inputs];
        return [inputs, inputs.map(Math.tanh)].map((values) => momentsOf(batch, values));
      });
      expectMeanOf(network, uses);
    });

    it("of a layer that is wrapped become the mean over all the places where it is used", async () => {
      const steps = 3;
      const inside = layer("BatchNormalization", "inside");
      const wrapped = sequential(
        layer("TimeDistributed", "bn", { layer: inside, batch_input_shape: [null, steps, channels] }),
        layer("Flatten", "flat"),
        layer("Dense", "fc", { units: 3, activation: "softmax" }),
      );
      const network = await engine().build(setupOf(wrapped));
      const longer = [1, 2].map((salt) => classBatch(6, steps * channels, 3, salt));
      for (const [earlier, batch] of longer.entries()) network.averageStatistics(batch, earlier);
      const uses = longer.flatMap((batch) =>
        Array.from({ length: steps }, (_, step) => {
          const isOfStep = (i: number) => Math.floor(i / channels) % steps === step;
          return momentsOf(
            batch,
            [...batch.inputs].filter((__, i) => isOfStep(i)),
          );
        }),
      );
      expectMeanOf(network, uses);
    });

    it("start anew from nothing, whatever they were, bit for bit", async () => {
      const [one, other] = [await averaged(engine(), normalized), await averaged(engine(), normalized)];
      other.write("bn/moving_mean", new Float32Array(channels).fill(Number.NaN));
      other.write("bn/moving_variance", new Float32Array(channels).fill(12345.678));
      for (const [earlier, batch] of batches.entries()) other.averageStatistics(batch, earlier);
      expect(weightsOf(other)).toEqual(weightsOf(one));
    });

    it("change nothing of the training that follows but themselves", async () => {
      const train = async (between: (network: Network) => void) => {
        const network = await engine().build(setupOf(normalized));
        const losses = batches.flatMap((batch, step) => {
          between(network);
          return network.step(batch, step, 0.05).lossSum;
        });
        const { "bn/moving_mean": _, "bn/moving_variance": __, ...others } = Object.fromEntries(weightsOf(network));
        return { losses, others };
      };
      const untouched = await train(() => {});
      expect(await train((network) => network.averageStatistics(batches[2], 0))).toEqual(untouched);
    });

    it("move on as ever in the training that follows", async () => {
      const network = await averaged(engine(), normalized);
      const before = network.read("bn/moving_mean").slice();
      network.step(batches[0], 1, 0.05);
      const moments = momentsOf(batches[0], [...batches[0].inputs]);
      network.read("bn/moving_mean").forEach((value, channel) => {
        expect(value).toBeCloseTo(0.99 * before[channel] + 0.01 * moments[channel].mean, 5);
      });
    });

    it("of a frozen layer stay as they are", async () => {
      const network = await averaged(engine(), normalized, { trainable: ["fc"] });
      expect([...network.read("bn/moving_mean")]).toEqual(new Array(channels).fill(0));
      expect([...network.read("bn/moving_variance")]).toEqual(new Array(channels).fill(1));
    });

    it("where there are none are no matter", async () => {
      const plain = sequential(
        layer("Dense", "fc", { units: 3, activation: "softmax", batch_input_shape: [null, channels] }),
      );
      const network = await engine().build(setupOf(plain));
      const before = weightsOf(network);
      network.averageStatistics(batches[0], 0);
      expect(weightsOf(network)).toEqual(before);
    });
  });
}
