import picomatch from "picomatch/posix.js";
import type { WeightTensor } from "../pruning/tensor.ts";

/**
 * A selector is one of
 *
 * | selector      | example           | kernels it selects                                                      |
 * |---------------|-------------------|-------------------------------------------------------------------------|
 * | group         | `pointwise`       | those of 1×1 convolutions, separable convolutions' second half included |
 * |               | `conv`            | those of all convolutions (`pointwise` too) but depthwise ones          |
 * |               | `dense`           | those of dense layers                                                   |
 * |               | `depthwise`       | depthwise ones                                                          |
 * | layer's path  | `backbone/conv2`  | all of that layer, depthwise ones included                              |
 * | class         | `Conv2D`          | all of those layers; depthwise ones only where the class has no others  |
 * | glob          | `block_*_project` | all of the layers whose path fits, but depthwise ones                   |
 * | tensor's name | `conv2/bias`      | this tensor, whatever it is                                             |
 *
 * So biases, normalisation and other vectors are pruned only where the tensor itself is named. Moving statistics are
 * measured, not learned, and cannot be selected at all. The word of a group always means the group: the kernel of a
 * single layer that is called `dense` is `dense/kernel`.
 */
export type Selector = string;

export const layerGroups = ["pointwise", "conv", "dense", "depthwise"] as const;
export type LayerGroup = (typeof layerGroups)[number];

export function isLayerGroup(selector: Selector): selector is LayerGroup {
  return layerGroups.some((group) => group === selector);
}

/** Whether one of the selectors selects this tensor for pruning. */
export function matches(selectors: Selector | readonly Selector[], tensor: WeightTensor): boolean {
  return compileSelectors(selectors)(tensor);
}

/** `matches` for many tensors: globs are compiled once. */
export function compileSelectors(selectors: Selector | readonly Selector[]): (tensor: WeightTensor) => boolean {
  const compiled = [selectors].flat().map(compile);
  return (tensor) => compiled.some((selects) => selects(tensor));
}

function compile(selector: Selector): (tensor: WeightTensor) => boolean {
  if (isLayerGroup(selector)) return (tensor) => isInGroup(selector, tensor);
  const fits = compileGlob(selector);
  return (tensor) => {
    if (tensor.name === selector) return !isStatistic(tensor);
    if (isDepthwise(tensor))
      return selector === tensor.layer || (selector === tensor.className && isOfDepthwiseLayer(tensor));
    return isKernel(tensor) && (selector === tensor.layer || selector === tensor.className || fits(tensor.layer));
  };
}

/** Matches paths of layers: `*` stays within one level of nested models, `**` does not. */
export function compileGlob(selector: Selector): (path: string) => boolean {
  // No negation: leaving layers out is what a later rule is for.
  return picomatch(selector, { nonegate: true, dot: true });
}

export function isInGroup(group: LayerGroup, tensor: WeightTensor): boolean {
  switch (group) {
    case "pointwise":
      return isConvolution(tensor) && tensor.shape.slice(0, -2).every((extent) => extent === 1);
    case "conv":
      return isConvolution(tensor);
    case "dense":
      return isKernel(tensor) && tensor.className === "Dense";
    case "depthwise":
      return isDepthwise(tensor);
  }
}

/** Kernels that a layer's other weights can make up for: what pruning is about. Embedding tables count as such. */
function isKernel(tensor: WeightTensor): boolean {
  return !isDepthwise(tensor) && (/(^|_)kernel$/.test(tensor.role) || tensor.role === "embeddings");
}

function isConvolution(tensor: WeightTensor): boolean {
  return isKernel(tensor) && /^(Separable)?Conv[123]D(Transpose)?$/.test(tensor.className);
}

/** A depthwise convolution has few weights, and each feeds a whole channel. */
function isDepthwise(tensor: WeightTensor): boolean {
  // Keras 3 calls the role of a depthwise layer's weights `kernel`.
  return tensor.role === "depthwise_kernel" || (tensor.role === "kernel" && isOfDepthwiseLayer(tensor));
}

/** Of a layer whose only kernel is a depthwise one; a separable convolution has a pointwise one as well. */
function isOfDepthwiseLayer(tensor: WeightTensor): boolean {
  return tensor.className.startsWith("DepthwiseConv");
}

function isStatistic(tensor: WeightTensor): boolean {
  return tensor.role === "moving_mean" || tensor.role === "moving_variance";
}
