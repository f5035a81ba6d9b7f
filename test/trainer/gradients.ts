import { expect, it } from "vitest";
import type { Batch, Network } from "../../src/trainer/engines/engine.ts";
import { batchOf, scatterWeights, type TitledCase } from "./layerNetworks.ts";
import { setupOf } from "./networks.ts";
import { optimizerOf } from "./optimizers.ts";
import { describeEngine, type TestedEngine } from "./testedEngine.ts";

/** How far a weight tensor is moved to and fro: float32 rounds less than a smaller distance asks for. */
const distance = 3e-3;

/** Describes that an engine goes down the loss the way that the loss itself shows, whatever the library's gradients say. */
export function describeGradients(tested: TestedEngine, cases: readonly TitledCase[]): void {
  describeEngine("gradients", tested, (engine) => {
    it.each(cases)("are the slopes of the loss: $title", async ({ layer, topology }) => {
      const optimizer = optimizerOf({ type: "sgd", learningRate: 1 });
      const network = await engine().build(setupOf(topology, { optimizer, loss: "meanSquaredError" }));
      scatterWeights(network);
      expectSlopes(network, batchOf(layer, network, 3));
      network.dispose();
    });
  });
}

/** Moves each tensor along the gradient that an update of rate 1 takes off: the loss rises by the gradient's norm. */
export function expectSlopes(network: Network, batch: Batch): void {
  const learning = network.tensors.filter(({ role }) => !role.startsWith("moving_"));
  const before = new Map(learning.map(({ name }) => [name, network.read(name).slice()]));
  const lossAt = () => network.step(batch, 0, 0).lossSum / batch.size;
  network.step(batch, 0, 1);
  const gradients = new Map(
    [...before].map(([name, values]) => [name, network.read(name).map((value, i) => values[i] - value)]),
  );
  for (const [name, values] of before) network.write(name, values);

  const steepest = Math.max(...[...gradients.values()].map((gradient) => Math.hypot(...gradient)));
  expect(steepest).toBeGreaterThan(0.01);
  for (const [name, gradient] of gradients) {
    const norm = Math.hypot(...gradient);
    const values = before.get(name)!;
    // Where the loss is said not to change, any direction will do.
    const direction = gradient.map((g) => (norm > 0 ? g / norm : 1 / Math.sqrt(gradient.length)));
    const moved = (by: number) => {
      network.write(
        name,
        values.map((value, i) => value + by * direction[i]),
      );
      return lossAt();
    };
    const slope = (moved(distance) - moved(-distance)) / (2 * distance);
    network.write(name, values);
    expect(Math.abs(slope - norm), `${name}: ${norm}, but the loss rises by ${slope}`).toBeLessThan(
      0.01 * norm + 1e-3 * steepest,
    );
  }
}
