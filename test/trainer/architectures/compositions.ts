import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Tf } from "../../../src/trainer/engines/tfjs/namespace.ts";
import { type Architecture, classified, functional, joined, through } from "./architecture.ts";

const image = [8, 8, 2];

function tower(tf: Tf, name: string): LayersModel {
  const inputs = tf.input({ shape: [8, 4, 2] });
  const { layers: l } = tf;
  const outputs = through(
    inputs,
    l.conv2d({ filters: 3, kernelSize: 3, activation: "tanh" }),
    l.batchNormalization({ momentum: 0.8 }),
    l.flatten(),
    l.dense({ units: 4, activation: "tanh" }),
  );
  return tf.model({ inputs, outputs, name });
}

/** The left and the right half of an image. */
function halves(tf: Tf, x: SymbolicTensor): [SymbolicTensor, SymbolicTensor] {
  const half = (left: number) =>
    through(
      x,
      tf.layers.cropping2D({
        cropping: [
          [0, 0],
          [left, 4 - left],
        ],
      }),
    );
  return [half(0), half(4)];
}

function backbone(tf: Tf, shape: number[]): LayersModel {
  const { layers: l } = tf;
  return tf.sequential({
    name: "backbone",
    layers: [
      l.conv2d({ inputShape: shape, filters: 3, kernelSize: 3, activation: "tanh", name: "inner_conv" }),
      l.batchNormalization({ momentum: 0.8, name: "inner_bn" }),
      l.maxPooling2d({ poolSize: 2, name: "inner_pool" }),
    ],
  });
}

/** Networks that are put together in special ways, or whose layers declare special things. */
export const compositionArchitectures: readonly Architecture[] = [
  {
    title: "perceptron with learning slopes and normalised layers",
    loss: "kullbackLeibler",
    model: functional([10], (l, x) =>
      through(
        x,
        l.dense({ units: 8 }),
        l.prelu({ alphaInitializer: "ones" }),
        l.layerNormalization({}),
        l.dense({ units: 6, activation: "selu" }),
        l.layerNormalization({ center: false }),
        l.dense({ units: 3, activation: "softmax" }),
      ),
    ),
  },
  {
    title: "siamese: one tower for both halves",
    loss: "meanAbsoluteError",
    model: functional(image, (l, x, tf) => {
      const shared = tower(tf, "shared");
      const [left, right] = halves(tf, x).map((half) => shared.apply(half) as SymbolicTensor);
      return through(
        joined(l.concatenate(), joined(l.multiply(), left, right), joined(l.maximum(), left, right)),
        l.dense({ units: 2 }),
      );
    }),
  },
  {
    title: "layers used again: one convolution and one batch norm three times in a row",
    model: functional(image, (l, x) => {
      const [conv, norm] = [
        l.conv2d({ filters: 2, kernelSize: 3, padding: "same", activation: "tanh" }),
        l.batchNormalization({ momentum: 0.7 }),
      ];
      return classified(l, through(x, conv, norm, conv, norm, conv, norm));
    }),
  },
  {
    title: "a functional model in a sequential one",
    model: (tf) => {
      const { layers: l } = tf;
      const inputs = tf.input({ shape: image });
      const conv = () => l.conv2d({ filters: 2, kernelSize: 3, padding: "same", activation: "tanh" });
      const outputs = joined(l.average(), inputs, through(inputs, conv()), through(inputs, conv(), conv()));
      const inner = tf.model({ inputs, outputs, name: "inner" });
      return tf.sequential({
        layers: [
          inner,
          l.averagePooling2d({ poolSize: 2 }),
          l.flatten({}),
          l.dense({ units: 3, activation: "softmax" }),
        ],
      });
    },
  },
  {
    title: "a sequential model in a functional one",
    model: functional(image, (l, x, tf) => classified(l, through(x, backbone(tf, image)))),
  },
  {
    title: "a frozen backbone, batch norm and all",
    trainable: ["head*"],
    model: functional(image, (l, x, tf) =>
      through(
        x,
        backbone(tf, image),
        l.flatten(),
        l.dense({ units: 6, activation: "tanh", name: "head1" }),
        l.batchNormalization({ name: "head2" }),
        l.dense({ units: 3, activation: "softmax", name: "head3" }),
      ),
    ),
  },
  {
    title: "penalties that the layers declare",
    optimizer: { type: "sgd", learningRate: 0.05, l2: 0.01, clipValue: 0.5 },
    model: functional(image, (l, x, tf) => {
      const l1l2 = (l1: number, l2: number) => tf.regularizers.l1l2({ l1, l2 });
      return through(
        x,
        l.conv2d({
          filters: 3,
          kernelSize: 3,
          activation: "tanh",
          kernelRegularizer: l1l2(0.02, 0.03),
          biasRegularizer: l1l2(0.2, 0.1),
        }),
        l.depthwiseConv2d({ kernelSize: 3, depthwiseRegularizer: tf.regularizers.l2({ l2: 0.1 }) }),
        l.separableConv2d({
          filters: 3,
          kernelSize: 2,
          depthwiseRegularizer: l1l2(0, 0.05),
          pointwiseRegularizer: tf.regularizers.l1({ l1: 0.05 }),
        }),
        l.batchNormalization({ gammaRegularizer: l1l2(0, 0.2), betaRegularizer: l1l2(0, 0.2) }),
        l.prelu({ alphaRegularizer: l1l2(0, 0.1), alphaInitializer: "ones" }),
        l.flatten(),
        l.dense({ units: 3, activation: "softmax", kernelRegularizer: l1l2(0.01, 0) }),
      );
    }),
  },
  {
    title: "bytes, rescaled in front",
    model: functional(image, (l, x) =>
      through(
        x,
        l.rescaling({ scale: 1 / 2, offset: -0.1 }),
        l.conv2d({ filters: 3, kernelSize: 3, activation: "softsign" }),
        l.flatten(),
        l.dense({ units: 3, activation: "sigmoid" }),
      ),
    ),
  },
  {
    title: "a bottleneck repeated for every step, and read again by dense layers of each",
    loss: "meanSquaredError",
    model: functional([10], (l, x) =>
      through(
        x,
        l.dense({ units: 3, activation: "tanh" }),
        l.repeatVector({ n: 4 }),
        l.dense({ units: 5, activation: "mish" as "relu" }),
        l.dense({ units: 2, activation: "hardSigmoid" }),
        l.flatten(),
      ),
    ),
  },
];
