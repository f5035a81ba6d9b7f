import { expect, it } from "vitest";
import { layer, sequential, setupOf, smallConvNet } from "../networks.ts";
import { optimizerOf, optimizers } from "../optimizers.ts";
import { describeEngine, type TestedEngine } from "../testedEngine.ts";
import { batch, maskOf, trained, weightsOf } from "./train.ts";

/** Describes what a network takes over from another. */
export function describeResuming(tested: TestedEngine): void {
  describeEngine("resuming", tested, (engine) => {
    it.each(optimizers)(
      "goes on with another network's weights and optimizer state bit for bit: %o",
      async (optimizer) => {
        const masked = async (steps: number) => {
          const network = await trained(engine(), 1, { optimizer });
          network.setMask("fc1/kernel", maskOf(network.read("fc1/kernel").length));
          for (let step = 1; step < steps; step++) network.step(batch, step, 0.05);
          return network;
        };
        const straight = await masked(6);
        const half = await masked(3);
        const saved = weightsOf(half);
        const resumed = await engine().build(
          setupOf(smallConvNet, { optimizer, weights: async (name) => Float32Array.from(saved.get(name) ?? []) }),
        );
        resumed.restoreOptimizer(half.saveOptimizer());
        resumed.setMask("fc1/kernel", maskOf(resumed.read("fc1/kernel").length));
        expect(resumed.saveOptimizer()).toEqual(half.saveOptimizer());
        for (let step = 3; step < 6; step++) resumed.step(batch, step, 0.05);
        expect(weightsOf(resumed)).toEqual(weightsOf(straight));
        expect(resumed.saveOptimizer()).toEqual(straight.saveOptimizer());
      },
    );

    it("goes back to an earlier state of the same network", async () => {
      const network = await trained(engine(), 2);
      const [weights, state] = [weightsOf(network), network.saveOptimizer()];
      const after = () => {
        network.step(batch, 2, 0.05);
        return weightsOf(network);
      };
      const first = after();
      for (const [name, values] of weights) network.write(name, Float32Array.from(values));
      network.restoreOptimizer(state);
      expect(after()).toEqual(first);
    });

    it("names the optimizer's state by tensor and slot", async () => {
      const small = sequential(layer("Dense", "fc", { units: 3, use_bias: false, batch_input_shape: [null, 8] }));
      const slotsOf = async (...[settings]: Parameters<typeof optimizerOf>) => {
        const network = await engine().build(setupOf(small, { optimizer: optimizerOf(settings) }));
        return [...network.saveOptimizer().keys()];
      };
      expect(await slotsOf({ type: "sgd", learningRate: 1 })).toEqual([]);
      expect(await slotsOf({ type: "momentum", learningRate: 1 })).toEqual(["fc/kernel/momentum"]);
      expect(await slotsOf({ type: "adamw", learningRate: 1 })).toEqual(["fc/kernel/m", "fc/kernel/v"]);
      expect(await slotsOf({ type: "rmsprop", learningRate: 1 })).toEqual(["fc/kernel/v"]);
      const withMomentum = await slotsOf({ type: "rmsprop", learningRate: 1, momentum: 0.5 });
      expect(withMomentum).toEqual(["fc/kernel/v", "fc/kernel/m"]);
    });

    it("refuses optimizer state that another optimizer left", async () => {
      const rmsprop = await trained(engine(), 1, { optimizer: optimizerOf({ type: "rmsprop", learningRate: 1 }) });
      const adam = await trained(engine(), 0, { optimizer: optimizerOf({ type: "adam", learningRate: 1 }) });
      expect(() => adam.restoreOptimizer(rmsprop.saveOptimizer())).toThrow("no fitting optimizer state conv/kernel/m");
    });
  });
}
