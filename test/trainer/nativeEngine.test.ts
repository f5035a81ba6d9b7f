import { expect, it } from "vitest";
import { describeConformance } from "./conformance.ts";
import { compiled } from "./native/engines.ts";
import { classBatch, layer, sequential, setupOf } from "./networks.ts";
import { describeEngine } from "./testedEngine.ts";

await describeConformance(compiled);

describeEngine("compiled or operation by operation", compiled, (engine) => {
  it("names layers that TensorFlow.js does not have", async () => {
    const topology = sequential(
      layer("Dense", "fine", { units: 3, batch_input_shape: [null, 8] }),
      layer("MyOwnLayer", "mine"),
    );
    expect(
      engine()
        .untrainable(topology)
        .map(({ layer }) => layer),
    ).toEqual(["mine"]);
  });

  const recurrent = layer("LSTM", "memory", { units: 3, batch_input_shape: [null, 4, 3] });

  it("trains operation by operation what it cannot compile, and says which layer", async () => {
    const network = await engine().build(setupOf(sequential(recurrent)));
    expect(network.mode).toBe("eager: layer memory");
    expect(network.note).toContain("memory (LSTM) is not compiled, since");
    network.dispose();
  });

  it.each(["compiled", "eager"])("trains normalisations without scale or center: %s", async (mode) => {
    const network = await engine().build(
      setupOf(
        sequential(
          layer("BatchNormalization", "unscaled", { scale: false, batch_input_shape: [null, 4, 3] }),
          layer("BatchNormalization", "uncentred", { center: false }),
          layer("LayerNormalization", "plain", { scale: false, center: false }),
          mode === "compiled" ? layer("Flatten", "flat") : recurrent,
          layer("Dense", "fc", { units: 3 }),
        ),
      ),
    );
    expect(network.mode).toContain(mode);
    expect(network.tensors.map(({ name }) => name)).not.toContain("unscaled/gamma");
    const before = network.read("uncentred/gamma").slice();
    network.step(classBatch(6, 12, 3), 0, 0.1);
    expect(network.read("uncentred/gamma")).not.toEqual(before);
    network.dispose();
  });
});
