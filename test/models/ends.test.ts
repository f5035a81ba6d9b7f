import "@tensorflow/tfjs-backend-cpu";
import { models } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { networkEnds } from "../../src/models/topology/ends.ts";
import { normalizeTopology } from "../../src/models/topology/normalize.ts";

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
    expect(endsOf(model)).toEqual({
      inputShape: built.inputs[0].shape.slice(1),
      outputs: (built.outputs[0].shape as number[])[1],
    });
  });

  it("leave an open dimension open", () => {
    const open = endsOf(
      sequential(["Conv2D", { filters: 5, kernel_size: [3, 3], batch_input_shape: [null, null, null, 3] }]),
    );
    expect(open.inputShape).toEqual([0, 0, 3]);
  });

  it("name no number of outputs where a network gives out more than a vector", () => {
    expect(endsOf(sequential(convolution)).outputs).toBeUndefined();
    expect(endsOf(sequential(convolution, ["Dense", { units: 4 }])).outputs).toBeUndefined();
  });

  it("name no size of a Flatten, which only building would tell", () => {
    expect(endsOf(sequential(convolution, ["Flatten"])).outputs).toBeUndefined();
  });

  it("look into nested models, and name no input where there are several", () => {
    const inner = sequential(convolution, ["Flatten"], ["Dense", { units: 9 }]);
    expect(endsOf(sequential(["Sequential", inner.config]))).toEqual({ inputShape: [8, 8, 3], outputs: 9 });
    const input = (name: string) => ({
      class_name: "InputLayer",
      name,
      config: { name, batch_input_shape: [null, 4], dtype: "float32" },
      inbound_nodes: [],
    });
    const two = {
      class_name: "Functional",
      config: {
        name: "net",
        layers: [
          input("a"),
          input("b"),
          {
            class_name: "Add",
            name: "sum",
            config: { name: "sum" },
            inbound_nodes: [
              [
                ["a", 0, 0, {}],
                ["b", 0, 0, {}],
              ],
            ],
          },
        ],
        input_layers: [
          ["a", 0, 0],
          ["b", 0, 0],
        ],
        output_layers: [["sum", 0, 0]],
      },
    };
    expect(endsOf(two).inputShape).toBeUndefined();
  });
});
