import "@tensorflow/tfjs-backend-cpu";
import { join } from "node:path";
import { models } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { networkEnds } from "../../src/models/topology/ends.ts";
import { normalizeTopology } from "../../src/models/topology/normalize.ts";
import { assertTrainable } from "../../src/models/trainable.ts";

type Layer = readonly [className: string, config?: object];

function sequential(...layers: Layer[]) {
  return {
    class_name: "Sequential",
    config: {
      name: "net",
      layers: layers.map(([class_name, config], index) => ({ class_name, config: { name: `l${index}`, ...config } })),
    },
  };
}

function endsOf(model: object) {
  return networkEnds(normalizeTopology(model, "m").topology);
}

const images = { batch_input_shape: [null, 8, 8, 3] };
const convolution: Layer = ["Conv2D", { filters: 5, kernel_size: [3, 3], ...images }];

const flatEnds: [string, Layer[]][] = [
  ["dense layers behind a Flatten", [convolution, ["Flatten"], ["Dense", { units: 7 }], ["Softmax"]]],
  ["a dense layer behind a global pooling", [convolution, ["GlobalAveragePooling2D"], ["Dense", { units: 4 }]]],
  ["a global pooling itself", [convolution, ["GlobalMaxPooling2D"], ["Activation", { activation: "softmax" }]]],
  [
    "a Reshape, as MobileNet ends",
    [convolution, ["GlobalAveragePooling2D", { keepdims: true }], ["Reshape", { target_shape: [5] }]],
  ],
  [
    "a table",
    [
      ["Dense", { units: 3, batch_input_shape: [null, 11] }],
      ["Dropout", { rate: 0.5 }],
    ],
  ],
  [
    "words",
    [
      ["Embedding", { input_dim: 50, output_dim: 4, batch_input_shape: [null, 6] }],
      ["LSTM", { units: 3, recurrent_initializer: "zeros" }],
      ["Dense", { units: 2 }],
    ],
  ],
];

describe("the ends of a network", () => {
  it.each(flatEnds)("are those that TensorFlow.js builds: %s", async (_, layers) => {
    const model = sequential(...layers);
    const built = await models.modelFromJSON({ modelTopology: normalizeTopology(model, "m").topology } as never);
    const { inputs, outputs } = endsOf(model);
    expect(inputs.map(({ shape }) => shape)).toEqual([built.inputs[0].shape.slice(1)]);
    expect(outputs).toEqual([{ layer: `l${layers.length - 1}`, size: built.outputs[0].shape[1] }]);
  });

  it("leave an open dimension open", () => {
    const open = endsOf(
      sequential(["Conv2D", { filters: 5, kernel_size: [3, 3], batch_input_shape: [null, null, null, 3] }]),
    );
    expect(open.inputs).toEqual([{ layer: "l0", shape: [0, 0, 3] }]);
  });

  it("name no number of outputs where a network gives out more than a vector", () => {
    expect(endsOf(sequential(convolution)).outputs).toEqual([{ layer: "l0", size: undefined }]);
    expect(endsOf(sequential(convolution, ["Dense", { units: 4 }])).outputs[0].size).toBeUndefined();
  });

  it("name no size of a Flatten, which only building would tell", () => {
    expect(endsOf(sequential(convolution, ["Flatten"])).outputs[0].size).toBeUndefined();
  });

  it("look into nested models", () => {
    const inner = sequential(convolution, ["Flatten"], ["Dense", { units: 9 }]);
    expect(endsOf(sequential(["Sequential", inner.config]))).toEqual({
      inputs: [{ layer: "net", shape: [8, 8, 3] }],
      outputs: [{ layer: "net", size: 9 }],
    });
  });

  it("are found where networks of Keras are nested and subtracted", async () => {
    const model = await openModel(join(import.meta.dirname, "../fixtures/keras/siamese.keras"));
    await model.close();
    assertTrainable(model);
    expect(networkEnds(model.topology)).toEqual({
      inputs: ["left", "right"].map((layer) => ({ layer, shape: [6, 6, 1] })),
      outputs: [
        { layer: "same", size: 2 },
        { layer: "distance", size: 1 },
      ],
    });
  });

  it("name each of several inputs and outputs, in the network's order", () => {
    const input = (name: string, size: number) => ({
      class_name: "InputLayer",
      name,
      config: { name, batch_input_shape: [null, size], dtype: "float32" },
      inbound_nodes: [],
    });
    const layer = (class_name: string, name: string, config: object, ...from: string[]) => ({
      class_name,
      name,
      config: { name, ...config },
      inbound_nodes: [from.map((source) => [source, 0, 0, {}])],
    });
    const two = {
      class_name: "Functional",
      config: {
        name: "net",
        layers: [
          input("a", 4),
          input("b", 3),
          layer("Concatenate", "joined", { axis: -1 }, "a", "b"),
          layer("Dense", "head", { units: 5 }, "joined"),
          layer("Dense", "value", { units: 1 }, "joined"),
        ],
        input_layers: [
          ["b", 0, 0],
          ["a", 0, 0],
        ],
        output_layers: [
          ["value", 0, 0],
          ["head", 0, 0],
        ],
      },
    };
    expect(endsOf(two)).toEqual({
      inputs: [
        { layer: "b", shape: [3] },
        { layer: "a", shape: [4] },
      ],
      outputs: [
        { layer: "value", size: 1 },
        { layer: "head", size: 5 },
      ],
    });
  });
});
