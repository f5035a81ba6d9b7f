import { expect, it } from "vitest";
import type { Engine } from "../../../src/trainer/engines/engine.ts";
import { startCpu } from "../cpuEngine.ts";
import { completedCases, layerCases } from "../kernels/layerCases.ts";
import { expectSame, type Results, tf } from "../kernels/oracle.ts";
import { batchOf, scatterWeights, type TitledCase, titled } from "../layerNetworks.ts";
import { setupOf } from "../networks.ts";
import { describeEngine } from "../testedEngine.ts";
import { compiled } from "./engines.ts";
import { isCompiled } from "./isCompiled.ts";

/** Layers by themselves, trained for three steps: the same on the compiled engine as on the reference. */

const noisy = /Dropout|Noise/;
const cases = titled(tf, [...layerCases, ...completedCases].filter(isCompiled)).filter(
  ({ title }) => !noisy.test(title),
);

interface Trained {
  readonly results: Results;
  readonly mode: string | undefined;
}

async function train(engine: Engine, { topology, layer }: TitledCase): Promise<Trained> {
  const network = await engine.build(setupOf(topology, { loss: "meanSquaredError", seed: 3 }));
  scatterWeights(network);
  const losses = [0, 1, 2].map((step) => network.step(batchOf(layer, network, step), step, 0.05).lossSum);
  const results: Results = { losses: Float32Array.from(losses) };
  for (const { name } of network.tensors) results[name] = network.read(name).slice();
  network.dispose();
  return { results, mode: network.mode };
}

const expected = new Map<string, Results>();
if (!compiled.unavailable) {
  const oracle = await startCpu();
  for (const entry of cases) expected.set(entry.title, (await train(oracle, entry)).results);
}

describeEngine("layers", compiled, (engine) => {
  it.each(cases)("train as on the reference: $title", async (entry) => {
    const { results, mode } = await train(engine(), entry);
    expect(mode).toBe("compiled");
    expectSame(results, expected.get(entry.title)!, 3e-5);
  });
});
