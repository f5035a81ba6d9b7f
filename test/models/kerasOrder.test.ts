import { expect, it } from "vitest";
import { foldBatchNorm } from "../../src/models/folding/foldBatchNorm.ts";
import { inKerasOrder } from "../../src/models/topology/kerasOrder.ts";
import { readGraph } from "../../src/models/topology/read.ts";
import { compositionArchitectures } from "../trainer/architectures/compositions.ts";
import { imageArchitectures } from "../trainer/architectures/images.ts";
import { tf, wholeModelOf } from "./folding/networks.ts";
import { buildWhole } from "./tfjsModel.ts";

it("orders layers as Keras' algorithm does, of which TensorFlow.js has a port, wherever they stand in the file", async () => {
  for (const { title, model } of [...imageArchitectures, ...compositionArchitectures]) {
    for (const whole of [wholeModelOf(model(tf)), foldBatchNorm(wholeModelOf(model(tf))).model]) {
      const graph = readGraph(whole.topology, "the test");
      if (!graph.ends) continue;
      const expected = (await buildWhole(whole)).layers.map(({ name }) => name);
      const given = { ...graph, layers: graph.layers.toReversed() };
      expect(
        inKerasOrder(given).layers.map(({ name }) => name),
        title,
      ).toEqual(expected);
    }
  }
});

it("leaves a Sequential as it is", () => {
  const layers = ["b", "a"].map((name) => ({ class_name: "Dense", config: { name } }));
  const graph = readGraph({ class_name: "Sequential", config: { name: "net", layers } }, "the test");
  expect(inKerasOrder(graph)).toEqual(graph);
});
