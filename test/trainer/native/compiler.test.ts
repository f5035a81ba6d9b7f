import type { layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import type { Topology } from "../../../src/models/modelFile.ts";
import { compileTraining } from "../../../src/trainer/engines/native/training/compile.ts";
import { UncompiledLayer } from "../../../src/trainer/engines/native/training/network.ts";
import { assembleModel, disposeModel } from "../../../src/trainer/engines/tfjs/assembledModel.ts";
import { type Layers, through } from "../architectures/architecture.ts";
import { startCpuBackend } from "../cpuEngine.ts";
import { topologyOf } from "../layerNetworks.ts";
import { layer, sequential, setupOf, smallConvNet } from "../networks.ts";

const tf = await startCpuBackend();

/** What the compiler makes of a network; TensorFlow itself is not asked. */
async function compiled(topology: Topology) {
  const setup = setupOf(topology);
  const assembled = await assembleModel(tf, setup);
  const { model, weights } = assembled;
  try {
    return compileTraining(assembled, setup);
  } finally {
    disposeModel(
      model,
      weights.map(({ variable }) => variable),
    );
  }
}

const head = [layer("Flatten", "flat"), layer("Dense", "head", { units: 3 })];
const images = { batch_input_shape: [null, 6, 6, 2] };
const steps = { batch_input_shape: [null, 6, 2] };
const first = { data_format: "channels_first" };
const conv = { filters: 2, kernel_size: [3, 3] };

/** A network whose layer x takes several inputs, of these shapes. */
function joined(layerOf: (layers: Layers) => layers.Layer, ...shapes: number[][]): Topology {
  const inputs = tf.input({ shape: [6] });
  const parts = shapes.map((shape) => {
    const units = shape.reduce((a, b) => a * b);
    return through(inputs, tf.layers.dense({ units }), tf.layers.reshape({ targetShape: shape }));
  });
  return topologyOf(tf.model({ inputs, outputs: layerOf(tf.layers).apply(parts) as SymbolicTensor }));
}

/** Networks, and what is said of the layer x in them. */
const refused: readonly (readonly [what: string, topology: Topology, said: string])[] = [
  ...(
    [
      ["Conv2D", { ...conv, ...images }],
      ["DepthwiseConv2D", { kernel_size: [3, 3], ...images }],
      ["Conv1D", { filters: 2, kernel_size: [3], ...steps }],
      ["MaxPooling2D", { ...images }],
      ["GlobalAveragePooling2D", { ...images }],
      ["UpSampling2D", { ...images }],
      ["Flatten", { ...images }],
    ] as const
  ).map(
    ([className, config]) =>
      [
        `channels first in ${className}`,
        sequential(
          layer(className, "x", { ...config, ...first }),
          ...(className === "GlobalAveragePooling2D" || className === "Flatten" ? head.slice(1) : head),
        ),
        `x (${className}) is not compiled, since its dataFormat is "channelsFirst"`,
      ] as const,
  ),
  [
    "a class that it does not know",
    sequential(layer("LSTM", "x", { units: 2, ...steps })),
    "x (LSTM) is not compiled, since the compiler does not know layers of this class",
  ],
  [
    "images of any size",
    sequential(
      layer("Conv2D", "x", { ...conv, batch_input_shape: [null, null, null, 2] }),
      layer("GlobalAveragePooling2D", "pool"),
      ...head.slice(1),
    ),
    "x (Conv2D) is not compiled, since the size of its input is not fixed",
  ],
  ...["GlobalAveragePooling2D", "GlobalMaxPooling2D"].map(
    (className) =>
      [
        `${className} of images of any size`,
        sequential(layer(className, "x", { batch_input_shape: [null, null, null, 2] }), ...head.slice(1)),
        `x (${className}) is not compiled, since the size of its input is not fixed`,
      ] as const,
  ),
  [
    "sequences of any length",
    sequential(
      layer("GlobalAveragePooling1D", "x", { batch_input_shape: [null, null, 2] }),
      layer("Dense", "head", { units: 3 }),
    ),
    "x (GlobalAveragePooling1D) is not compiled, since the size of its input is not fixed",
  ],
  [
    "normalisation along another axis",
    sequential(layer("BatchNormalization", "x", { axis: 1, ...images }), ...head),
    "x (BatchNormalization) is not compiled, since its axis is 1, not the last",
  ],
  [
    "strides and a dilation",
    sequential(layer("Conv2D", "x", { ...conv, strides: [2, 2], dilation_rate: [2, 2], ...images }), ...head),
    "x (Conv2D) is not compiled, since it has strides and a dilation",
  ],
  [
    "a softmax over another axis",
    sequential(layer("Softmax", "x", { axis: 1, ...steps }), ...head),
    "x (Softmax) is not compiled, since its axis is 1",
  ],
  [
    "words that are masked",
    sequential(
      layer("Embedding", "x", { input_dim: 5, output_dim: 2, mask_zero: true, batch_input_shape: [null, 4] }),
      ...head,
    ),
    "x (Embedding) is not compiled, since its maskZero is true",
  ],
  [
    "dropout of a shape of its own",
    sequential(layer("Dropout", "x", { rate: 0.5, noise_shape: [1, 6, 2], ...steps }), ...head),
    "x (Dropout) is not compiled, since its noiseShape is [1,6,2]",
  ],
  [
    "examples joined to others",
    joined(({ concatenate }) => concatenate({ axis: 0, name: "x" }), [6], [6]),
    "x (Concatenate) is not compiled, since it joins examples, not features",
  ],
  [
    "inputs of different ranks",
    joined(({ add }) => add({ name: "x" }), [4, 3], [3]),
    "x (Add) is not compiled, since its inputs have different numbers of dimensions",
  ],
  [
    "a layer of a nested network",
    sequential(
      { class_name: "Sequential", config: { name: "inner", layers: [layer("GRU", "x", { units: 2, ...steps })] } },
      layer("Dense", "head", { units: 3 }),
    ),
    "inner/x (GRU) is not compiled, since the compiler does not know layers of this class",
  ],
];

describe("the compiler", () => {
  it.each(refused)("refuses %s, and says where and why", async (_, topology, said) => {
    const compiling = compiled(topology);
    await expect(compiling).rejects.toBeInstanceOf(UncompiledLayer);
    await expect(compiling).rejects.toThrow(said);
  });

  it("writes nodes of different names, each after those that it takes", async () => {
    const { graph } = await compiled(smallConvNet);
    const written = new Set<string>();
    for (const { name, inputs, after } of graph.nodes) {
      for (const node of [...inputs.map((input) => input.node), ...after]) expect(written).toContain(node.name);
      expect(written).not.toContain(name);
      written.add(name);
    }
  });

  it("keeps each weight once, and for each that learns a mask and what the optimizer wants", async () => {
    const { graph, learners, weights } = await compiled(smallConvNet);
    expect([...weights.keys()]).toEqual([...learners.keys()]);
    const storage = graph.nodes.filter(({ operation }) => operation === "VarHandleOp").map(({ name }) => name);
    const expected = [...weights.keys()].flatMap((name) => [name, `${name}/momentum`, `${name}/mask`]);
    expect(storage.sort()).toEqual(expected.map((name) => `${name}/handle`).sort());
  });
});
