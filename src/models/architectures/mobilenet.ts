import type { WeightTensor } from "../../pruning/tensor.ts";
import type { Topology } from "../modelFile.ts";
import { type ArchitectureLayer, layer, sequential, weightsOf } from "./sequential.ts";

export interface MobileNetSettings {
  /** Width multiplier: share of the filters of the full network. */
  readonly alpha: number;
  /** Height and width of an input image, in pixels. */
  readonly size: number;
  readonly classes: number;
}

/** A network without values: its layers, and the weights they have. */
export interface Architecture {
  readonly topology: Topology;
  readonly tensors: readonly WeightTensor[];
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

/**
 * MobileNet v1 for images [size, size, 3], with the layers, settings and names of Keras' own, so that weights which were
 * trained there find their place: its last layer, `conv_preds`, is a dense one written as a 1×1 convolution.
 */
export function mobilenet({ alpha, size, classes }: MobileNetSettings): Architecture {
  const width = (filters: number) => Math.max(1, Math.floor(filters * alpha));
  let channels = width(32);
  const stem = [
    convolution("conv1", { kernel: 3, stride: 2, inputs: 3, filters: channels }),
    ...normalized("conv1", channels),
  ];
  const body = blocks.flatMap(([filters, stride], i) => {
    const [inputs, outputs] = [channels, width(filters)];
    channels = outputs;
    const [depthwise, pointwise] = [`conv_dw_${i + 1}`, `conv_pw_${i + 1}`];
    return [
      layer(
        "DepthwiseConv2D",
        depthwise,
        { kernel_size: [3, 3], strides: [stride, stride], ...unbiased },
        { depthwise_kernel: [3, 3, inputs, 1] },
      ),
      ...normalized(depthwise, inputs),
      convolution(pointwise, { kernel: 1, stride: 1, inputs, filters: outputs }),
      ...normalized(pointwise, outputs),
    ];
  });
  const head = [
    layer("GlobalAveragePooling2D", "global_average_pooling2d_1", {}),
    layer("Reshape", "reshape_1", { target_shape: [1, 1, channels] }),
    layer("Dropout", "dropout", { rate: 0.001 }),
    layer(
      "Conv2D",
      "conv_preds",
      { filters: classes, kernel_size: [1, 1], padding: "same" },
      { kernel: [1, 1, channels, classes], bias: [classes] },
    ),
    layer("Activation", "act_softmax", { activation: "softmax" }),
    layer("Reshape", "reshape_2", { target_shape: [classes] }),
  ];
  const layers = [...stem, ...body, ...head];
  return { topology: sequential(`mobilenet_${alpha}_${size}`, [size, size, 3], layers), tensors: weightsOf(layers) };
}

const unbiased = { padding: "same", use_bias: false } as const;

interface ConvolutionSettings {
  readonly kernel: number;
  readonly stride: number;
  readonly inputs: number;
  readonly filters: number;
}

function convolution(name: string, { kernel, stride, inputs, filters }: ConvolutionSettings): ArchitectureLayer {
  const config = { filters, kernel_size: [kernel, kernel], strides: [stride, stride], ...unbiased };
  return layer("Conv2D", name, config, { kernel: [kernel, kernel, inputs, filters] });
}

function normalized(name: string, channels: number): ArchitectureLayer[] {
  const shape = [channels];
  return [
    layer(
      "BatchNormalization",
      `${name}_bn`,
      {},
      { gamma: shape, beta: shape, moving_mean: shape, moving_variance: shape },
    ),
    layer("Activation", `${name}_relu`, { activation: "relu6" }),
  ];
}
