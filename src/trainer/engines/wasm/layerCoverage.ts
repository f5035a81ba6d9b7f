import type { Topology } from "../../../models/modelFile.ts";
import type { UntrainableLayer } from "../engine.ts";
import { declaredLayers } from "../tfjs/topologyLayers.ts";

/** Layer classes whose outputs and gradients test/trainer/kernels compares with the reference, class by class. */
export const trainableOnWasm: ReadonlySet<string> = new Set([
  "Activation",
  "Add",
  "AlphaDropout",
  "Average",
  "AveragePooling1D",
  "AveragePooling2D",
  "AveragePooling3D",
  "BatchNormalization",
  "Bidirectional",
  "Concatenate",
  "Conv1D",
  "Conv2D",
  "Conv2DTranspose",
  "ConvLSTM2D",
  "Cropping2D",
  "Dense",
  "DepthwiseConv2D",
  "Dot",
  "Dropout",
  "ELU",
  "Embedding",
  "Flatten",
  "GRU",
  "GaussianDropout",
  "GaussianNoise",
  "GlobalAveragePooling1D",
  "GlobalAveragePooling2D",
  "GlobalMaxPooling1D",
  "GlobalMaxPooling2D",
  "InputLayer",
  "LSTM",
  "LayerNormalization",
  "LeakyReLU",
  "Masking",
  "MaxPooling1D",
  "MaxPooling2D",
  "Maximum",
  "Minimum",
  "Multiply",
  "PReLU",
  "Permute",
  "ReLU",
  "RepeatVector",
  "Rescaling",
  "Reshape",
  "SeparableConv2D",
  "SimpleRNN",
  "Softmax",
  "SpatialDropout1D",
  "ThresholdedReLU",
  "TimeDistributed",
  "UpSampling2D",
  "ZeroPadding2D",
]);

/** Layer classes that this engine is known not to train, and why. */
export const untrainableOnWasm: Readonly<Record<string, string>> = {
  Conv3D: "the gradients that TensorFlow.js 4.22 computes for it in WebAssembly are wrong",
  Conv3DTranspose: "TensorFlow.js 4.22 has no gradient for it",
  MaxPooling3D: "what TensorFlow.js 4.22 computes for it in WebAssembly is wrong below zero",
};

/** The layers of a topology that this engine refuses, with reasons. */
export function untrainableLayers(topology: Topology): UntrainableLayer[] {
  return declaredLayers(topology)
    .filter(({ className }) => !trainableOnWasm.has(className))
    .map(({ path, className }) => ({
      layer: path,
      className,
      reason: untrainableOnWasm[className] ?? "the wasm engine has not been checked to train it",
    }));
}
