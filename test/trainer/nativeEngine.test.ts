import { expect, it } from "vitest";
import { describeConformance } from "./conformance.ts";
import { compiled } from "./native/engines.ts";
import { layer, sequential, setupOf } from "./networks.ts";
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

  const recurrent = layer("LSTM", "memory", { units: 3, batch_input_shape: [null, 4, 2] });

  it("trains operation by operation what it cannot compile, and says which layer", async () => {
    const network = await engine().build(setupOf(sequential(recurrent)));
    expect(network.mode).toBe("eager: layer memory");
    expect(network.note).toContain("memory (LSTM) is not compiled, since");
    network.dispose();
  });

  it("refuses the batch normalisation that TensorFlow.js trains in no other way", async () => {
    const network = sequential(recurrent, layer("BatchNormalization", "unscaled", { scale: false }));
    await expect(engine().build(setupOf(network))).rejects.toThrow("unscaled is a BatchNormalization without scale");
  });

  it("trains it where it compiles", async () => {
    const network = await engine().build(
      setupOf(
        sequential(
          layer("BatchNormalization", "unscaled", { scale: false, batch_input_shape: [null, 8] }),
          layer("Dense", "fc", { units: 3 }),
        ),
      ),
    );
    expect(network.mode).toBe("compiled");
    network.dispose();
  });
});
