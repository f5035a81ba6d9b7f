import type { Topology } from "../src/models/modelFile.ts";

/** The networks that engines are timed on, untrained. */

function layer(class_name: string, name: string, config: object): Topology {
  return { class_name, config: { name, ...config } };
}

function sequential(name: string, layers: readonly Topology[]): Topology {
  return { class_name: "Sequential", config: { name, layers } };
}

/** LeNet as in Caffe's MNIST example: 20 and 50 filters of 5×5, 500 and 10 units; 431,080 weights. */
export function lenet(): Topology {
  return sequential("lenet", [
    layer("Conv2D", "conv1", {
      filters: 20,
      kernel_size: [5, 5],
      activation: "relu",
      batch_input_shape: [null, 28, 28, 1],
    }),
    layer("MaxPooling2D", "pool1", { pool_size: [2, 2] }),
    layer("Conv2D", "conv2", { filters: 50, kernel_size: [5, 5], activation: "relu" }),
    layer("MaxPooling2D", "pool2", { pool_size: [2, 2] }),
    layer("Flatten", "flatten", {}),
    layer("Dense", "fc1", { units: 500, activation: "relu" }),
    layer("Dense", "fc2", { units: 10, activation: "softmax" }),
  ]);
}

/** Filters and stride of each depthwise-separable block (Howard et al. 2017, arXiv 1704.04861, table 1). */
const blocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/** MobileNet v1 of a width and input size, with one dense layer on the pooled features. */
export function mobilenet(alpha: number, size: number, classes: number): Topology {
  const width = (filters: number) => Math.max(8, Math.floor(filters * alpha));
  const normalized = (name: string) => [
    layer("BatchNormalization", `${name}_bn`, {}),
    layer("Activation", `${name}_relu`, { activation: "relu" }),
  ];
  const shared = { padding: "same", use_bias: false };
  return sequential("mobilenet", [
    layer("Conv2D", "conv1", {
      filters: width(32),
      kernel_size: [3, 3],
      strides: [2, 2],
      batch_input_shape: [null, size, size, 3],
      ...shared,
    }),
    ...normalized("conv1"),
    ...blocks.flatMap(([filters, stride], i) => [
      layer("DepthwiseConv2D", `conv_dw_${i + 1}`, { kernel_size: [3, 3], strides: [stride, stride], ...shared }),
      ...normalized(`conv_dw_${i + 1}`),
      layer("Conv2D", `conv_pw_${i + 1}`, { filters: width(filters), kernel_size: [1, 1], ...shared }),
      ...normalized(`conv_pw_${i + 1}`),
    ]),
    layer("GlobalAveragePooling2D", "pool", {}),
    layer("Dense", "predictions", { units: classes, activation: "softmax" }),
  ]);
}
