import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { models } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/models/modelFile.ts";
import { normalizeTopology } from "../../src/models/topology/normalize.ts";

type Reference = [string, number, number];

/** A layer of a functional model that Keras 2 wrote, called once for each list of references. */
function layer(className: string, name: string, config: object, ...calls: Reference[][]) {
  return {
    class_name: className,
    name,
    config: { name, ...config },
    inbound_nodes: calls.map((refs) => refs.map((ref) => [...ref, {}])),
  };
}

const input = layer("InputLayer", "in", { batch_input_shape: [null, 4], dtype: "float32" });
const dense = (name: string, ...calls: Reference[][]) => layer("Dense", name, { units: 4 }, ...calls);

function functional(layers: object[], output = "out", input = "in") {
  return {
    class_name: "Functional",
    config: { name: "net", layers, input_layers: [[input, 0, 0]], output_layers: [[output, 0, 0]] },
  };
}

function sequential(...layers: object[]) {
  return { class_name: "Sequential", config: { name: "net", layers } };
}

/** The settings that one layer of a Sequential has after normalisation. */
function rewritten(className: string, config: object) {
  const { topology, warnings } = normalizeTopology(
    sequential({ class_name: className, config: { name: "x", ...config } }),
    "m",
  );
  const [only] = topology.config.layers as { class_name: string; config: Record<string, unknown> }[];
  return { className: only.class_name, config: only.config, warnings };
}

describe("a topology that cannot be built is refused with the layers' names:", () => {
  it.each<[string, object, string]>([
    [
      "a cycle",
      functional([
        input,
        dense("a", [["c", 0, 0]]),
        dense("b", [["a", 0, 0]]),
        dense("c", [["b", 0, 0]]),
        dense("out", [["c", 0, 0]]),
      ]),
      "its layers form a cycle: b → c → a → b",
    ],
    [
      "a layer that reads itself",
      functional([input, dense("out", [["out", 0, 0]])]),
      "its layers form a cycle: out → out",
    ],
    [
      "an inbound layer that is not there",
      functional([input, dense("out", [["gone", 0, 0]])]),
      "layer out reads from gone, and there is no such layer",
    ],
    [
      "a call that is not there",
      functional([input, dense("a", [["in", 0, 0]]), dense("out", [["a", 1, 0]])]),
      "layer out reads from call 2 of layer a, which is called once",
    ],
    [
      "a layer that is never called",
      functional([input, dense("a"), dense("out", [["a", 0, 0]])]),
      "reads from call 1 of layer a, which is called 0 times",
    ],
    [
      "two layers of one name",
      functional([input, dense("out", [["in", 0, 0]]), dense("out", [["in", 0, 0]])]),
      "two layers of the model net have the name out",
    ],
    [
      "an output layer that is not there",
      functional([input, dense("a", [["in", 0, 0]])]),
      "the model net ends with out, and there is no such layer",
    ],
    [
      "an input layer that is not there",
      functional([input, dense("out", [["in", 0, 0]])], "out", "start"),
      "the model net begins with start",
    ],
    ["a model without layers", sequential(), "the model net has no layers"],
    [
      "a cycle in a nested model",
      sequential(functional([input, dense("out", [["out", 0, 0]])])),
      "its layers form a cycle: out → out",
    ],
  ])("%s", (_, model, sentence) => {
    expect(() => normalizeTopology(model, "model.json")).toThrow(ModelFileError);
    expect(() => normalizeTopology(model, "model.json")).toThrow(`The topology in model.json cannot be built: `);
    expect(() => normalizeTopology(model, "model.json")).toThrow(sentence);
  });

  it.each<[string, unknown, string]>([
    ["no model", { weights: [] }, "it lacks class_name and config"],
    ["a subclassed model", { class_name: "MyNet", config: {} }, "is a MyNet without a list of layers"],
    [
      "a layer without a class",
      sequential({ config: {} }),
      "Layer 0 of the model net in model.json is not a Keras layer: class_name",
    ],
    [
      "no outputs",
      { ...functional([input]), config: { ...functional([input]).config, output_layers: [] } },
      "does not name the model's output layers",
    ],
    [
      "an unknown way to say what goes in",
      functional([{ ...dense("out"), inbound_nodes: [["in"]] }]),
      "what goes into layer out",
    ],
  ])("%s", (_, model, sentence) => {
    expect(() => normalizeTopology(model, "model.json")).toThrow(ModelFileError);
    expect(() => normalizeTopology(model, "model.json")).toThrow(sentence);
  });
});

describe("a topology that can be built is rewritten for tfjs:", () => {
  it("a layer called twice is no cycle", async () => {
    const shared = dense("shared", [["in", 0, 0]], [["shared", 0, 0]]);
    const { topology } = normalizeTopology(functional([input, shared, dense("out", [["shared", 1, 0]])]), "m");
    await expect(build(topology)).resolves.toBeDefined();
  });

  it("what tfjs itself wrote stays as it was", () => {
    const model = functional([input, dense("out", [["in", 0, 0]])]);
    expect(normalizeTopology(model, "m").topology).toEqual(model);
  });

  it("dtype policies become the dtype that tfjs computes with", () => {
    const policy = (name: string) => ({ dtype: { class_name: "DTypePolicy", config: { name } } });
    expect(rewritten("Dense", policy("mixed_float16")).config.dtype).toBe("float32");
    expect(rewritten("InputLayer", { dtype: "int64" }).config.dtype).toBe("int32");
  });

  it("regularizers become L1L2 with both factors said", () => {
    const regularizer = (value: unknown) => rewritten("Dense", { kernel_regularizer: value });
    const l1l2 = (l1: number, l2: number) => ({ class_name: "L1L2", config: { l1, l2 } });
    expect(regularizer({ class_name: "L2", config: { l2: 1e-4 } }).config.kernel_regularizer).toEqual(l1l2(0, 1e-4));
    expect(regularizer({ class_name: "L1", config: { l1: 0.5 } }).config.kernel_regularizer).toEqual(l1l2(0.5, 0));
    expect(regularizer({ class_name: "L1L2", config: { l1: 0, l2: 0.25 } }).config.kernel_regularizer).toEqual(
      l1l2(0, 0.25),
    );
    expect(regularizer("l2").config.kernel_regularizer).toEqual(l1l2(0, 0.01));
    expect(regularizer({ class_name: "Orthogonal", config: {} })).toMatchObject({
      config: { kernel_regularizer: null },
      warnings: ["x: the regularizer Orthogonal is not known and was left out."],
    });
  });

  it("initializers lose what tfjs does not know, and unknown ones are replaced with a warning", () => {
    const initializer = (class_name: string, config = {}) =>
      rewritten("Dense", { kernel_initializer: { module: "keras", class_name, config, registered_name: null } });
    expect(initializer("LecunNormal", { seed: null }).config.kernel_initializer).toEqual({
      class_name: "LeCunNormal",
      config: {},
    });
    expect(initializer("HeNormal", { seed: 3 }).config.kernel_initializer).toEqual({
      class_name: "HeNormal",
      config: { seed: 3 },
    });
    expect(initializer("Mine")).toMatchObject({
      config: { kernel_initializer: { class_name: "GlorotUniform" } },
      warnings: ["x: the initializer Mine is not known; GlorotUniform stands in for it."],
    });
  });

  it("leaky units keep their slope, whatever it is called", () => {
    expect(rewritten("LeakyReLU", { negative_slope: 0.1 }).config.alpha).toBe(0.1);
    expect(rewritten("ReLU", { max_value: null, negative_slope: [0.2], threshold: [0] })).toMatchObject({
      className: "LeakyReLU",
      config: { alpha: 0.2 },
    });
    expect(rewritten("ReLU", { max_value: 6, negative_slope: 0, threshold: 0 })).toMatchObject({
      className: "ReLU",
      config: { max_value: 6 },
      warnings: [],
    });
    expect(rewritten("ReLU", { max_value: null, negative_slope: 0, threshold: 1 }).warnings).toHaveLength(1);
  });

  it("warns of the hard_sigmoid that Keras 3 and tfjs do not agree on", () => {
    const keras3 = { class_name: "DTypePolicy", config: { name: "float32" } };
    expect(rewritten("Dense", { activation: "hard_sigmoid", dtype: keras3 }).warnings).toHaveLength(1);
    expect(rewritten("Dense", { activation: "hard_sigmoid", dtype: "float32" }).warnings).toEqual([]);
  });

  it("a difference becomes the sum with what is negated, at each place where it is used", () => {
    const again: Reference[][] = [
      [
        ["a", 0, 0],
        ["in", 0, 0],
      ],
      [
        ["in", 0, 0],
        ["out", 0, 0],
      ],
    ];
    const layers = [input, dense("a", [["in", 0, 0]]), layer("Subtract", "out", {}, ...again)];
    const { topology, warnings } = normalizeTopology(functional(layers), "m");
    expect(warnings).toEqual([]);
    const { layers: written } = topology.config as { layers: { class_name: string; inbound_nodes: unknown }[] };
    expect(written.slice(2)).toEqual([
      layer("Rescaling", "out_negated", { scale: -1, offset: 0 }, [["in", 0, 0]], [["out", 0, 0]]),
      layer(
        "Add",
        "out",
        {},
        [
          ["a", 0, 0],
          ["out_negated", 0, 0],
        ],
        [
          ["in", 0, 0],
          ["out_negated", 1, 0],
        ],
      ),
    ]);
    expect(normalizeTopology(topology, "m").topology).toEqual(topology);
  });

  it("the input's shape outlives a first layer that is left out", () => {
    const { topology } = normalizeTopology(
      sequential(
        { class_name: "RandomFlip", config: { name: "flip", batch_input_shape: [null, 8, 8, 1] } },
        { class_name: "Flatten", config: { name: "flat" } },
      ),
      "m",
    );
    expect(topology.config.layers).toEqual([
      { class_name: "Flatten", config: { name: "flat", batch_input_shape: [null, 8, 8, 1] } },
    ]);
  });

  it("a Sequential that only knows the shape it was built with gets it as its input's", async () => {
    const model = {
      class_name: "Sequential",
      config: {
        name: "net",
        build_input_shape: [null, 3],
        layers: [{ class_name: "Dense", config: { name: "d", units: 2 } }],
      },
    };
    expect((await build(normalizeTopology(model, "m").topology)).inputs[0].shape).toEqual([null, 3]);
  });

  it("pooling that keeps its dimensions keeps them, behind concatenated branches too", async () => {
    const conv = (name: string, filters: number) =>
      layer("Conv2D", name, { filters, kernel_size: [1, 1] }, [["in", 0, 0]]);
    const { topology, warnings } = normalizeTopology(
      functional([
        layer("InputLayer", "in", { batch_input_shape: [null, 4, 4, 2] }),
        conv("left", 3),
        conv("right", 5),
        layer("Concatenate", "both", {}, [
          ["left", 0, 0],
          ["right", 0, 0],
        ]),
        layer("GlobalMaxPooling2D", "out", { keepdims: true }, [["both", 0, 0]]),
      ]),
      "m",
    );
    expect(warnings).toEqual([]);
    expect((await build(topology)).outputs[0].shape).toEqual([null, 1, 1, 8]);
  });
});

async function build(topology: object) {
  await tf.setBackend("cpu");
  return models.modelFromJSON({ modelTopology: structuredClone(topology) } as never);
}

it("is refused where it nests deeper than any network, and read where models lie within models", () => {
  const nested = (times: number) => {
    let model = sequential(layer("Dense", "fc", { units: 4, batch_input_shape: [null, 4] }));
    for (let i = 0; i < times; i++) model = sequential({ ...model, config: { ...model.config, name: `net${i}` } });
    return model;
  };
  expect(normalizeTopology(nested(50), "m").graph.layers).toHaveLength(1);
  expect(() => normalizeTopology(nested(2000), "m")).toThrow("The topology in m nests deeper than any network.");
  let list: unknown[] = [];
  for (let i = 0; i < 100_000; i++) list = [list];
  expect(() => normalizeTopology(sequential(layer("Dense", "fc", { units: list })), "m")).toThrow(ModelFileError);
});

it("names the layer that is none", () => {
  const broken = { class_name: "Sequential", config: { name: "net", layers: [null] } };
  expect(() => normalizeTopology(broken, "m")).toThrow("Layer 0 of the model net in m is not a Keras layer: it is no");
});
