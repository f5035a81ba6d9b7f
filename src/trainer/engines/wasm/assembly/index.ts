/*
 * Training kernels, written in AssemblyScript.
 *
 * The module has no memory of its own: it works on the heap of the TensorFlow.js wasm backend. Pointers are byte
 * offsets into that heap, tensors are float32, row-major and NHWC, and nothing here allocates: whoever calls hands
 * over the outputs, and scratch of the size that a function beside the kernel tells.
 *
 * A kernel that ends in `first` and `end` computes a part of its result, with the same bits as if it computed all of it:
 * parts may be computed in any order and on any threads, each with scratch of its own.
 */
export { add, addRow } from "./add";
export {
  batchNormMoments,
  batchNormScale,
  batchNormScratch,
  batchNormStatistics,
} from "./batchNorm";
export {
  batchNormGradient,
  batchNormGradientFactors,
  batchNormGradientScratch,
  batchNormGradientSums,
} from "./batchNormGradient";
export {
  columnBlockRows,
  conv2d,
  conv2dFilterGradients,
  conv2dFilterScratch,
  conv2dInputGradient,
  conv2dScratch,
} from "./conv2d";
export { depthwiseConv2d, depthwiseInputGradient, depthwiseScratch } from "./depthwise";
export { depthwiseFilterGradients } from "./depthwiseFilter";
export { chunkLength, gemmScratch, multiplyInChunks, multiplyMatrices } from "./gemm";
export { imageToColumns } from "./im2col";
export { maxPoolGradient } from "./maxPool";
export { movingAverage } from "./movingAverage";
export { addInOrder, chunkCount, sumChunks } from "./reduce";
export { clipGradient, relu, reluGradient } from "./relu";
export { segmentSum } from "./segmentSum";
export { segmentCount, segmentsScratch } from "./segments";
export { adamUpdate, momentumUpdate, rmspropUpdate, sgdUpdate } from "./updates";
