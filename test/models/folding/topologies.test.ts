import type { layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldBatchNorm } from "../../../src/models/folding/foldBatchNorm.ts";
import { functional, joined, through } from "../../trainer/architectures/architecture.ts";
import { compositionArchitectures } from "../../trainer/architectures/compositions.ts";
import { imageArchitectures } from "../../trainer/architectures/images.ts";
import { sequenceArchitectures } from "../../trainer/architectures/sequences.ts";
import { foldChecked, tf, wholeModelOf } from "./networks.ts";

const { layers: l } = tf;
type Layer = layers.Layer;

const image = [6, 6, 3];
const conv = (options: object = {}) => l.conv2d({ filters: 4, kernelSize: 3, name: "conv", ...options });
const bn = (options: object = {}) => l.batchNormalization({ name: "bn", ...options });
const relu = () => l.reLU({ name: "relu" });
const padding = () => l.zeroPadding2d({ padding: 1, name: "pad" });
/** No channel is shifted. */
const scaling = () => bn({ center: false });

/** A network of layers one after the other, in both ways to write one. */
const waysToWrite = [
  ["functional", (shape: number[], chain: Layer[]) => functional(shape, (_, x) => through(x, ...chain))(tf)],
  [
    "sequential",
    (shape: number[], chain: Layer[]) =>
      tf.sequential({ layers: [l.inputLayer({ inputShape: shape, name: "in" }), ...chain] }),
  ],
] as const;

describe.each(waysToWrite)("in a %s model, a batch normalisation", (_, write) => {
  const fold = (shape: number[], ...chain: Layer[]) => foldChecked(wholeModelOf(write(shape, chain)));

  it.each<[string, number[], () => Layer]>([
    ["a Conv2D", image, () => conv()],
    ["a Conv2D without bias", image, () => conv({ useBias: false })],
    ["a Conv2D of padding and strides", image, () => conv({ padding: "same", strides: 2 })],
    ["a Conv1D", [7, 3], () => l.conv1d({ filters: 4, kernelSize: 3, padding: "causal", name: "conv" })],
    [
      "a Conv2DTranspose",
      image,
      () => l.conv2dTranspose({ filters: 5, kernelSize: 2, strides: 2, padding: "same", name: "conv" }),
    ],
    [
      "a DepthwiseConv2D",
      image,
      () => l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false, name: "conv" }),
    ],
    [
      "a SeparableConv2D",
      image,
      () => l.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, name: "conv" }),
    ],
    ["a Dense", [5], () => l.dense({ units: 4, name: "conv" })],
    ["a Dense of every step", [4, 5], () => l.dense({ units: 4, useBias: false, name: "conv" })],
  ])("goes into %s before it", async (_, shape, layer) => {
    const { folded, left, model } = await fold(shape, layer(), bn(), l.activation({ activation: "relu", name: "act" }));
    expect(folded).toEqual([{ layer: "bn", into: "conv" }]);
    expect(left).toEqual([]);
    expect(model.weights.map(({ name }) => name)).toContain("conv/bias");
    expect(JSON.stringify(model.topology)).not.toContain("BatchNormalization");
    expect(JSON.stringify(model.topology)).toContain('"act"');
  });

  it.each<[string, number[], () => Layer]>([
    ["a Conv2D", image, () => conv({ activation: "relu" })],
    ["a Conv1D", [7, 3], () => l.conv1d({ filters: 4, kernelSize: 3, name: "conv" })],
    [
      "a DepthwiseConv2D",
      image,
      () => l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false, name: "conv" }),
    ],
    [
      "a SeparableConv2D",
      image,
      () => l.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, name: "conv" }),
    ],
    ["a Dense", [5], () => l.dense({ units: 4, activation: "softmax", name: "conv" })],
  ])("that follows no kernel goes into %s behind it, where nothing is padded", async (_, shape, layer) => {
    const { folded, left } = await fold(shape, l.activation({ activation: "tanh" }), bn(), layer());
    expect(folded).toEqual([{ layer: "bn", into: "conv" }]);
    expect(left).toEqual([]);
  });

  it("goes away where it is the first layer, and the input keeps its shape", async () => {
    const { model, folded } = await fold(image, bn(), conv());
    expect(folded).toHaveLength(1);
    expect(model.weights[0].shape).toEqual([3, 3, 3, 4]);
  });

  it.each([
    ["scale", { scale: false }],
    ["center", { center: false }],
    ["both", { scale: false, center: false }],
    ["the default epsilon", { epsilon: 0.5 }],
  ])("is folded without %s too", async (_, options) => {
    expect((await fold(image, conv(), bn(options))).folded).toHaveLength(1);
  });

  // TensorFlow.js in plain JavaScript, the oracle here, normalises the last axis whatever is asked for.
  it("of the first axis is folded where the channels come first", () => {
    const channels = { dataFormat: "channelsFirst" as const };
    const { folded, left } = foldBatchNorm(wholeModelOf(write([3, 6, 6], [conv(channels), bn({ axis: 1 })])));
    expect(folded).toEqual([{ layer: "bn", into: "conv" }]);
    expect(left).toEqual([]);
  });

  it("is folded after another one", async () => {
    const { folded } = await fold(image, conv(), bn(), bn({ name: "bn2" }), relu());
    expect(folded.map(({ layer, into }) => [layer, into])).toEqual([
      ["bn", "conv"],
      ["bn2", "conv"],
    ]);
  });

  it("is folded into a kernel that another one has gone into from the front", async () => {
    const { folded } = await fold(image, relu(), bn(), conv(), bn({ name: "bn2" }));
    expect(folded).toHaveLength(2);
  });

  it.each<[string, number[], () => Layer[], string]>([
    ["behind a non-linearity", image, () => [conv({ activation: "relu" }), bn()], "conv before it ends with relu"],
    ["behind a layer of activation", image, () => [conv(), relu(), bn()], "it follows relu (ReLU)"],
    ["behind pooling", image, () => [conv(), l.maxPooling2d({ name: "pool" }), bn()], "it follows pool (MaxPooling2D)"],
    [
      "of another axis",
      image,
      () => [conv(), bn({ axis: 1 })],
      "it normalises another axis than the channels of conv; ",
    ],
    [
      "of the steps of a Dense",
      [4, 5],
      () => [l.dense({ units: 4, name: "fc" }), bn({ axis: 1 })],
      "another axis than the channels of fc",
    ],
    ["that shifts, behind zero padding", image, () => [conv(), padding(), bn()], "pad pads with zeros between conv"],
    ["that shifts, before zero padding", image, () => [bn(), padding(), conv()], "pad behind it pads with zeros"],
    ["that shifts, before a padded convolution", image, () => [bn(), conv({ padding: "same" })], "conv behind it pads"],
    [
      "before a transposed convolution",
      image,
      () => [bn(), l.conv2dTranspose({ filters: 2, kernelSize: 3, name: "up" })],
      "up behind it pads",
    ],
    [
      "before a flattened Dense",
      image,
      () => [bn(), l.flatten({ name: "flat" }), l.dense({ units: 2 })],
      "flat (Flatten)",
    ],
  ])("%s is left alone", async (_, shape, chain, reason) => {
    const whole = wholeModelOf(write(shape, chain()));
    const { folded, left, model } = foldBatchNorm(whole);
    expect(folded).toEqual([]);
    expect(left).toEqual([{ layer: "bn", reason: expect.stringContaining(reason) }]);
    expect(model).toEqual(whole);
  });

  it.each<[string, () => Layer[]]>([
    ["between it and the convolution before it", () => [conv(), padding(), scaling()]],
    ["between it and the convolution behind it", () => [relu(), scaling(), padding(), conv()]],
    ["in the convolution behind it", () => [relu(), scaling(), conv({ padding: "same" })]],
  ])("that shifts no channel is folded past zero padding %s", async (_, chain) => {
    const whole = wholeModelOf(write(image, chain()));
    const weights = whole.weights.map((weight) =>
      weight.role === "moving_mean" ? { ...weight, values: weight.values.map(() => 0) } : weight,
    );
    expect((await foldChecked({ ...whole, weights })).left).toEqual([]);
  });

  it("of any chain of layers is folded or left alone, and the network computes the same", async () => {
    const bias = fc.boolean();
    const padded = fc.constantFrom("same" as const, "valid" as const);
    const activation = fc.constantFrom("linear" as const, "linear" as const, "tanh" as const);
    const anyLayer = fc.oneof(
      fc.record({ scale: bias, center: bias }).map((options) => () => l.batchNormalization(options)),
      fc
        .record({ useBias: bias, padding: padded, activation, kernelSize: fc.integer({ min: 1, max: 2 }) })
        .chain((options) =>
          fc.constantFrom(
            () => l.conv2d({ filters: 3, ...options }),
            () => l.depthwiseConv2d(options),
            () => l.separableConv2d({ filters: 2, ...options }),
            () => l.conv2dTranspose({ filters: 2, ...options }),
            () => l.dense({ units: 3, useBias: options.useBias, activation: options.activation }),
          ),
        ),
      fc.constantFrom(
        () => l.zeroPadding2d({ padding: 1 }),
        () => l.activation({ activation: "tanh" }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyLayer, { minLength: 2, maxLength: 7 }), async (chain) => {
        const made = chain.map((make) => make());
        const whole = wholeModelOf(write([8, 8, 2], made));
        const { folded, left } = await foldChecked(whole);
        const norms = made.filter((layer) => layer.getClassName() === "BatchNormalization").map(({ name }) => name);
        expect([...folded, ...left].map(({ layer }) => layer).sort()).toEqual(norms.sort());
      }),
      { numRuns: 40 },
    );
  });
});

describe("in a functional model with branches, a batch normalisation", () => {
  const fold = (outputOf: (x: SymbolicTensor) => SymbolicTensor | SymbolicTensor[]) => {
    const inputs = tf.input({ shape: image });
    return foldChecked(wholeModelOf(tf.model({ inputs, outputs: outputOf(inputs) })));
  };
  const reasons = ({ left }: ReturnType<typeof foldBatchNorm>) =>
    left.map(({ layer, reason }) => `${layer}: ${reason}`);

  it("is folded where several layers and the model's outputs read it", async () => {
    const { folded, model } = await fold((x) => {
      const y = through(x, conv({ padding: "same" }), bn());
      return [y, joined(l.add(), through(y, relu()), y)];
    });
    expect(folded).toEqual([{ layer: "bn", into: "conv" }]);
    expect(model.topology?.config.output_layers).toEqual([["conv", 0, 0], expect.anything()]);
  });

  it("is left alone where the convolution's output is used elsewhere too", async () => {
    const result = await fold((x) => {
      const y = through(x, conv());
      return joined(l.add(), through(y, bn()), y);
    });
    expect(reasons(result)).toEqual([
      expect.stringContaining("bn: the output of conv before it is used elsewhere too; "),
    ]);
  });

  it("is left alone where the convolution's output is the model's as well", async () => {
    const result = await fold((x) => {
      const y = through(x, conv());
      return [y, through(y, bn())];
    });
    expect(reasons(result)[0]).toContain("bn: the output of conv before it is used elsewhere too");
  });

  it("is left alone where the convolution before it is used twice", async () => {
    const result = await fold((x) => {
      const shared = conv({ filters: 3, padding: "same" });
      return through(x, shared, shared, bn());
    });
    expect(reasons(result)[0]).toContain("bn: conv before it is used 2 times");
  });

  it("is left alone where it is used twice itself", async () => {
    const norm = bn();
    const result = await fold((x) =>
      joined(l.add(), through(x, conv(), norm), through(x, conv({ name: "conv2" }), norm)),
    );
    expect(reasons(result)).toEqual(["bn: it is used 2 times"]);
  });

  it("is left alone where what it gives out is used twice and no kernel comes before it", async () => {
    const result = await fold((x) => {
      const y = through(x, bn());
      return joined(l.add(), through(y, conv()), through(y, conv({ name: "conv2" })));
    });
    expect(reasons(result)[0]).toContain("what it gives out is used in several places");
  });

  it("is left alone where it reads the sum of several", async () => {
    const result = await fold((x) => through(joined(l.add({ name: "sum" }), x, x), bn(), relu()));
    expect(reasons(result)).toEqual(["bn: it follows sum (Add); relu (ReLU) reads it"]);
  });
});

describe("in a nested model, a batch normalisation", () => {
  const backbone = (name: string) =>
    tf.sequential({ name, layers: [conv({ inputShape: image, name: "inner" }), bn({ name: "inner_bn" })] });

  it("is folded, and named by its path", async () => {
    const model = functional(image, (_, x) => through(x, backbone("backbone"), relu()))(tf);
    const { folded, model: result } = await foldChecked(wholeModelOf(model));
    expect(folded).toEqual([{ layer: "backbone/inner_bn", into: "backbone/inner" }]);
    expect(result.weights.map(({ name }) => name)).toEqual(["backbone/inner/kernel", "backbone/inner/bias"]);
  });

  it("is folded where the model is used several times", async () => {
    const model = functional(image, (_, x) => {
      const shared = backbone("shared");
      return joined(l.add(), through(x, shared), through(x, relu(), shared));
    })(tf);
    expect((await foldChecked(wholeModelOf(model))).folded).toHaveLength(1);
  });

  it("is left alone behind one", async () => {
    const model = tf.sequential({ layers: [backbone("backbone"), bn(), relu()] });
    const { left } = await foldChecked(wholeModelOf(model));
    expect(left).toEqual([{ layer: "bn", reason: "it follows the model backbone; relu (ReLU) reads it" }]);
  });

  it("is left alone inside of a wrapper", () => {
    const wrapped = l.timeDistributed({ layer: bn({ name: "inside" }), name: "steps" });
    const { left } = foldBatchNorm(wholeModelOf(functional([4, 5], (_, x) => through(x, wrapped))(tf)));
    expect(left).toEqual([{ layer: "steps", reason: "it is inside of a TimeDistributed" }]);
  });
});

it("lets every kind of network compute the same", async () => {
  const results = new Map<string, number>();
  for (const { title, model } of [...imageArchitectures, ...sequenceArchitectures, ...compositionArchitectures]) {
    const { folded } = await foldChecked(wholeModelOf(model(tf)));
    results.set(title, folded.length);
  }
  expect(results.size).toBe(34);
  const kinds = ["ResNet: ", "MobileNet: ", "MobileNet v2: ", "Xception: "];
  const titles = kinds.map((kind) => [...results.keys()].find((title) => title.startsWith(kind)) ?? kind);
  expect(titles.map((title) => results.get(title))).toEqual([6, 5, 7, 1]);
});
