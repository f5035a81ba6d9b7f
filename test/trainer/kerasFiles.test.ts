import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { assertTrainable } from "../../src/models/trainable.ts";
import { weightsOf } from "../../src/trainer/prepare.ts";
import { startCpu } from "./cpuEngine.ts";
import { setupOf } from "./networks.ts";

const fixtures = path.join(import.meta.dirname, "../fixtures/keras");
const files = readdirSync(fixtures).filter((file) => /\.(h5|keras)$/.test(file));
const weightsOnly = files.filter((file) => file.includes("weights"));
const trainable = files.filter((file) => !weightsOnly.includes(file));
const engine = await startCpu();

describe("a network from a file that Keras wrote", () => {
  it.each(trainable)("holds the file's weights under the file's names: %s", async (file) => {
    const model = await openModel(path.join(fixtures, file));
    try {
      assertTrainable(model);
      const network = await engine.build(setupOf(model.topology, { weights: weightsOf(model) }));
      const names = model.layers.flatMap(({ tensors }) => tensors.map(({ name }) => name));
      expect(network.tensors.map(({ name }) => name).sort()).toEqual([...names].sort());
      for (const name of names) expect([...network.read(name)]).toEqual([...(await model.read(name))]);
      network.dispose();
    } finally {
      await model.close();
    }
  });

  it.each(weightsOnly)("is refused where the file has weights alone: %s", async (file) => {
    const model = await openModel(path.join(fixtures, file));
    await model.close();
    expect(() => assertTrainable(model)).toThrow("holds weights without the network");
  });
});
