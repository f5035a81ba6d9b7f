import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import { type Architecture, classified, functional, joined, type Layers, through } from "./architecture.ts";

const image = [8, 8, 2];

type Sides = number | [number, number];

function conv(l: Layers, filters: number, kernelSize: Sides, options: object = {}) {
  return l.conv2d({ filters, kernelSize, padding: "same", activation: "tanh", ...options });
}

/** Convolution, batch normalisation, activation. */
function convBn(l: Layers, filters: number, kernelSize: Sides, strides = 1, activation = "swish") {
  return [
    l.conv2d({ filters, kernelSize, strides, padding: "same", useBias: false }),
    l.batchNormalization({ momentum: 0.9 }),
    l.activation({ activation: activation as "swish" }),
  ];
}

function depthwiseBn(l: Layers, strides = 1) {
  return [
    l.depthwiseConv2d({ kernelSize: 3, strides, padding: "same", useBias: false }),
    l.batchNormalization({ momentum: 0.9 }),
    l.activation({ activation: "swish" as "relu" }),
  ];
}

function inception(l: Layers, x: SymbolicTensor): SymbolicTensor {
  return joined(
    l.concatenate(),
    through(x, conv(l, 2, 1)),
    through(x, conv(l, 2, 1), conv(l, 3, 3)),
    through(x, conv(l, 1, 1), conv(l, 2, 5)),
    through(x, l.averagePooling2d({ poolSize: 3, strides: 1, padding: "same" }), conv(l, 2, 1)),
  );
}

function residual(l: Layers, x: SymbolicTensor, filters: number, strides: number): SymbolicTensor {
  const shortcut = strides === 1 ? x : through(x, ...convBn(l, filters, 1, strides, "linear"));
  const body = through(x, ...convBn(l, filters, 3, strides), ...convBn(l, filters, 3, 1, "linear"));
  return through(joined(l.add(), shortcut, body), l.activation({ activation: "softplus" }));
}

function preactivated(l: Layers, x: SymbolicTensor, filters: number): SymbolicTensor {
  const activated = () => [l.batchNormalization({ momentum: 0.8 }), l.activation({ activation: "elu" })];
  return joined(
    l.add(),
    x,
    through(
      x,
      ...activated(),
      conv(l, filters, 3, { activation: "linear", useBias: false }),
      ...activated(),
      conv(l, filters, 3, { activation: "linear" }),
    ),
  );
}

function fire(l: Layers, x: SymbolicTensor, squeezed: number, expanded: number): SymbolicTensor {
  const small = through(x, conv(l, squeezed, 1));
  return joined(l.concatenate(), through(small, conv(l, expanded, 1)), through(small, conv(l, expanded, 3)));
}

function invertedResidual(l: Layers, x: SymbolicTensor, channels: number): SymbolicTensor {
  const body = through(x, ...convBn(l, channels * 2, 1), ...depthwiseBn(l), ...convBn(l, channels, 1, 1, "linear"));
  return joined(l.add(), x, body);
}

function excited(l: Layers, x: SymbolicTensor, channels: number): SymbolicTensor {
  const gate = through(
    x,
    l.globalAveragePooling2d({}),
    l.reshape({ targetShape: [1, 1, channels] }),
    conv(l, 2, 1),
    conv(l, channels, 1, { activation: "sigmoid" }),
  );
  return joined(l.multiply(), x, gate);
}

/** Networks that look at images. */
export const imageArchitectures: readonly Architecture[] = [
  {
    title: "LeNet",
    model: functional(image, (l, x) =>
      through(
        x,
        conv(l, 4, 3, { padding: "valid" }),
        l.averagePooling2d({ poolSize: 2 }),
        conv(l, 5, 2, { padding: "valid" }),
        l.flatten(),
        l.dense({ units: 6, activation: "tanh" }),
        l.dense({ units: 3, activation: "softmax" }),
      ),
    ),
  },
  {
    title: "AlexNet: strided convolution, overlapping pools",
    optimizer: { type: "momentum", learningRate: 0.03, nesterov: true, clipNorm: 1 },
    model: functional([13, 13, 2], (l, x) =>
      through(
        x,
        conv(l, 4, 5, { strides: 2, padding: "valid" }),
        l.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
        conv(l, 4, 3),
        conv(l, 3, 3),
        l.maxPooling2d({ poolSize: 2, strides: 1 }),
        l.flatten(),
        l.dense({ units: 6, activation: "sigmoid" }),
        l.dense({ units: 3 }),
      ),
    ),
  },
  {
    title: "VGG: pairs of convolutions, then a pool",
    optimizer: { type: "adam", learningRate: 0.03, epsilon: 1e-2 },
    model: functional(image, (l, x) =>
      through(
        x,
        conv(l, 3, 3),
        conv(l, 3, 3),
        l.maxPooling2d({ poolSize: 2 }),
        conv(l, 4, 3),
        conv(l, 4, 3),
        l.maxPooling2d({ poolSize: 2 }),
        l.flatten(),
        l.dense({ units: 3, activation: "softmax" }),
      ),
    ),
  },
  {
    title: "Network in Network: small networks at every pixel, softmax of means",
    model: functional(image, (l, x) =>
      through(
        x,
        conv(l, 4, 3),
        conv(l, 4, 1),
        l.maxPooling2d({ poolSize: 2 }),
        conv(l, 3, 1, { activation: "linear" }),
        l.globalAveragePooling2d({}),
        l.activation({ activation: "softmax" }),
      ),
    ),
  },
  {
    title: "Inception: branches of several sizes, one of them a padded pool",
    model: functional(image, (l, x) => classified(l, inception(l, inception(l, x)))),
  },
  {
    title: "ResNet: batch norm, projected shortcuts",
    model: functional(image, (l, x) =>
      classified(l, residual(l, residual(l, through(x, ...convBn(l, 4, 3)), 4, 1), 5, 2)),
    ),
  },
  {
    title: "ResNet v2: activated before the convolution",
    model: functional(image, (l, x) => classified(l, preactivated(l, through(x, conv(l, 4, 3)), 4))),
  },
  {
    title: "ResNeXt: the sum of several bottlenecks",
    model: functional(image, (l, x) => {
      const start = through(x, conv(l, 4, 3));
      const path = () => through(start, conv(l, 2, 1), conv(l, 2, 3), conv(l, 4, 1, { activation: "linear" }));
      return classified(l, joined(l.add(), start, path(), path(), path()));
    }),
  },
  {
    title: "DenseNet: every layer sees all before it",
    model: functional(image, (l, x) => {
      const grown = (y: SymbolicTensor) =>
        joined(
          l.concatenate(),
          y,
          through(y, l.batchNormalization({ momentum: 0.9 }), l.activation({ activation: "tanh" }), conv(l, 2, 3)),
        );
      const block = grown(grown(through(x, conv(l, 3, 3))));
      return classified(l, grown(through(block, conv(l, 3, 1), l.averagePooling2d({ poolSize: 2 }))));
    }),
  },
  {
    title: "SqueezeNet: fire modules",
    optimizer: { type: "rmsprop", learningRate: 0.03, epsilon: 1e-1 },
    model: functional(image, (l, x) => {
      const pooled = through(fire(l, x, 2, 3), l.maxPooling2d({ poolSize: 3, strides: 2 }));
      return through(
        fire(l, pooled, 2, 3),
        conv(l, 3, 1),
        l.globalAveragePooling2d({}),
        l.activation({ activation: "softmax" }),
      );
    }),
  },
  {
    title: "MobileNet: padded strided start, depthwise and pointwise, a reshaped softmax",
    model: functional(image, (l, x) =>
      through(
        x,
        l.zeroPadding2d({
          padding: [
            [0, 1],
            [0, 1],
          ],
        }),
        conv(l, 4, 3, { strides: 2, padding: "valid", useBias: false, activation: "linear" }),
        l.batchNormalization({}),
        l.activation({ activation: "softplus" }),
        ...depthwiseBn(l),
        ...convBn(l, 6, 1),
        ...depthwiseBn(l, 2),
        ...convBn(l, 6, 1),
        l.globalAveragePooling2d({}),
        l.reshape({ targetShape: [1, 1, 6] }),
        conv(l, 3, 1, { activation: "linear" }),
        l.reshape({ targetShape: [3] }),
        l.activation({ activation: "softmax" }),
      ),
    ),
  },
  {
    title: "MobileNet v2: inverted residuals",
    model: functional(image, (l, x) =>
      classified(l, invertedResidual(l, invertedResidual(l, through(x, ...convBn(l, 3, 3, 2)), 3), 3)),
    ),
  },
  {
    title: "Xception: separable convolutions and a shortcut",
    model: functional(image, (l, x) => {
      const separable = (filters: number) => [
        l.separableConv2d({ filters, kernelSize: 3, padding: "same", useBias: false, depthMultiplier: 1 }),
        l.batchNormalization({ momentum: 0.9 }),
        l.activation({ activation: "tanh" }),
      ];
      const pooled = through(x, ...separable(4), l.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }));
      return classified(l, joined(l.add(), pooled, through(x, conv(l, 4, 1, { strides: 2 }))));
    }),
  },
  {
    title: "U-Net: down, up again by transposed convolutions, each level beside its like; a mask of pixels",
    loss: "binaryCrossentropy",
    model: functional(image, (l, x) => {
      const top = through(x, conv(l, 3, 3));
      const bottom = through(top, l.maxPooling2d({ poolSize: 2 }), conv(l, 4, 3));
      const up = through(
        bottom,
        l.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 2, padding: "same", activation: "tanh" }),
      );
      return through(
        joined(l.concatenate(), top, up),
        conv(l, 3, 3),
        conv(l, 1, 1, { activation: "sigmoid" }),
        l.flatten(),
      );
    }),
  },
  {
    title: "autoencoder: up-sampled back to the image",
    loss: "meanSquaredError",
    // The reference's gradient of up-sampling is right for single square images.
    size: 1,
    model: functional(image, (l, x) =>
      through(
        x,
        conv(l, 4, 3, { strides: 2 }),
        conv(l, 2, 3, { strides: 2 }),
        l.upSampling2d({ size: [2, 2] }),
        conv(l, 4, 3),
        l.upSampling2d({ size: [2, 2], interpolation: "bilinear" }),
        conv(l, 2, 3, { activation: "linear" }),
        l.flatten(),
      ),
    ),
  },
  {
    title: "squeeze and excitation: channels weighed by what all of them are",
    model: functional(image, (l, x) => classified(l, excited(l, through(x, conv(l, 4, 3)), 4))),
  },
  {
    title: "ConvMixer: patches, then depthwise with a shortcut and pointwise",
    optimizer: { type: "adamw", learningRate: 0.03, epsilon: 1e-2, weightDecay: 0.05 },
    model: functional(image, (l, x) => {
      const activated = () => [l.activation({ activation: "gelu" as "relu" }), l.batchNormalization({ momentum: 0.9 })];
      const patches = through(x, conv(l, 5, 2, { strides: 2, activation: "linear" }), ...activated());
      const mixed = through(patches, l.depthwiseConv2d({ kernelSize: 3, padding: "same" }), ...activated());
      return classified(
        l,
        through(joined(l.add(), patches, mixed), conv(l, 5, 1, { activation: "linear" }), ...activated()),
      );
    }),
  },
  {
    title: "DeepLab: dilated and separable dilated convolutions side by side",
    model: functional(image, (l, x) => {
      const start = through(x, conv(l, 3, 3));
      return classified(
        l,
        joined(
          l.concatenate(),
          through(start, conv(l, 2, 3, { dilationRate: 2 })),
          through(start, conv(l, 2, 3, { dilationRate: 3, activation: "linear" })),
          through(
            start,
            l.separableConv2d({ filters: 2, kernelSize: 3, padding: "same", dilationRate: 2, activation: "tanh" }),
          ),
        ),
      );
    }),
  },
];
