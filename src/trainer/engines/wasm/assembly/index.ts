/*
 * Training kernels, written in AssemblyScript.
 *
 * The module has no memory of its own: it works on the heap of the TensorFlow.js wasm backend. Pointers are byte
 * offsets into that heap, tensors are float32, row-major and NHWC, and nothing here allocates: whoever calls hands
 * over the outputs, and scratch of the size that a function beside the kernel tells.
 */
export { batchNormGradient, batchNormScratch, batchNormTraining, movingAverage } from "./batchNorm";
export { conv2d, conv2dFilterGradient, conv2dInputGradient, conv2dScratch } from "./conv2d";
export { depthwiseFilterGradient, depthwiseInputGradient, depthwiseScratch } from "./depthwise";
export { gemmScratch, multiplyMatrices } from "./gemm";
export { maxPoolGradient } from "./maxPool";
export { sumRows } from "./reduce";
export { clipGradient, reluGradient } from "./relu";
export { segmentSum } from "./segmentSum";
export { repeatRow } from "./simd";
export { adamUpdate, momentumUpdate, rmspropUpdate, sgdUpdate } from "./updates";
