import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Tf } from "../../../src/trainer/engines/tfjs/namespace.ts";

/** A layer with inputs to try it on. */
export interface LayerCase {
  readonly className: string;
  /** What is special about this case. */
  readonly of?: string;
  /** Shapes of the inputs, batch size included. */
  readonly inputs: readonly (readonly number[])[];
  readonly apply: (layers: Tf["layers"], inputs: SymbolicTensor[]) => SymbolicTensor;
  /** Inputs are indices below this number, which have no gradient. */
  readonly indices?: number;
}

type Layers = Tf["layers"];
type One = { apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown };

function one(className: string, shape: number[], layer: (layers: Layers) => One, of?: string): LayerCase {
  return {
    className,
    ...(of === undefined ? {} : { of }),
    inputs: [shape],
    apply: (layers, [x]) => layer(layers).apply(x) as SymbolicTensor,
  };
}

function merged(className: string, shapes: number[][], layer: (layers: Layers) => One, of?: string): LayerCase {
  return {
    className,
    ...(of === undefined ? {} : { of }),
    inputs: shapes,
    apply: (layers, inputs) => layer(layers).apply(inputs) as SymbolicTensor,
  };
}

const activations = [
  "elu",
  "hardSigmoid",
  "linear",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "softmax",
  "softplus",
  "softsign",
  "tanh",
  "swish",
  "mish",
  "gelu",
  "gelu_new",
] as const;

const recurrent = { units: 5, returnSequences: true };

/** Up-sampling stands here with the shapes that the reference backend gets right; resize.test.ts has the others. */
export const layerCases: readonly LayerCase[] = [
  ...activations.map((activation) =>
    one("Activation", [3, 7], ({ activation: layer }) => layer({ activation: activation as "relu" }), activation),
  ),
  ...activations.map((activation) =>
    one("Dense", [4, 6], ({ dense }) => dense({ units: 7, activation: activation as "relu" }), activation),
  ),
  one("Dense", [1, 1], ({ dense }) => dense({ units: 1 }), "one unit"),
  one("Dense", [2, 5, 6], ({ dense }) => dense({ units: 3, useBias: false }), "three dimensions, no bias"),

  one("Conv1D", [2, 11, 3], ({ conv1d }) => conv1d({ filters: 5, kernelSize: 4, strides: 2, padding: "same" })),
  one("Conv1D", [1, 9, 5], ({ conv1d }) => conv1d({ filters: 2, kernelSize: 1, activation: "relu" }), "pointwise"),
  one("Conv2D", [2, 9, 8, 3], ({ conv2d }) => conv2d({ filters: 6, kernelSize: 3, activation: "relu" }), "relu"),
  one("Conv2D", [1, 7, 7, 5], ({ conv2d }) => conv2d({ filters: 3, kernelSize: 1, activation: "tanh" }), "1 x 1"),
  one("Conv2D", [1, 1, 1, 5], ({ conv2d }) => conv2d({ filters: 3, kernelSize: 3, padding: "same" }), "one pixel"),
  one(
    "Conv2D",
    [2, 9, 8, 3],
    ({ conv2d }) => conv2d({ filters: 5, kernelSize: [3, 2], strides: [2, 1], padding: "same", useBias: false }),
    "uneven strides",
  ),
  one(
    "Conv2D",
    [2, 3, 9, 8],
    ({ conv2d }) => conv2d({ filters: 5, kernelSize: 3, dataFormat: "channelsFirst" }),
    "channels first",
  ),
  one("DepthwiseConv2D", [2, 8, 8, 6], ({ depthwiseConv2d }) =>
    depthwiseConv2d({ kernelSize: 3, padding: "same", activation: "relu" }),
  ),
  one(
    "DepthwiseConv2D",
    [2, 9, 8, 3],
    ({ depthwiseConv2d }) => depthwiseConv2d({ kernelSize: 3, strides: 2, depthMultiplier: 2 }),
    "multiplier 2",
  ),
  one("SeparableConv2D", [2, 9, 8, 3], ({ separableConv2d }) =>
    separableConv2d({ filters: 5, kernelSize: 3, strides: 2, padding: "same", depthMultiplier: 2 }),
  ),
  one("Conv2DTranspose", [2, 5, 4, 3], ({ conv2dTranspose }) =>
    conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }),
  ),
  one(
    "Conv2DTranspose",
    [1, 4, 4, 3],
    ({ conv2dTranspose }) => conv2dTranspose({ filters: 2, kernelSize: [2, 3], strides: [1, 2], padding: "valid" }),
    "uneven",
  ),

  one("BatchNormalization", [4, 5, 5, 6], ({ batchNormalization }) => batchNormalization({})),
  one("BatchNormalization", [32, 7], ({ batchNormalization }) => batchNormalization({ momentum: 0.7 }), "of vectors"),
  one("LayerNormalization", [4, 9], ({ layerNormalization }) => layerNormalization({})),
  one("LayerNormalization", [2, 3, 4, 5], ({ layerNormalization }) => layerNormalization({ axis: [2, 3] }), "two axes"),

  one("ReLU", [3, 8], ({ reLU }) => reLU({})),
  one("ReLU", [3, 8], ({ reLU }) => reLU({ maxValue: 1 }), "clipped"),
  one("LeakyReLU", [3, 8], ({ leakyReLU }) => leakyReLU({ alpha: 0.2 })),
  one("PReLU", [3, 4, 5], ({ prelu }) => prelu({})),
  one("PReLU", [3, 4, 5], ({ prelu }) => prelu({ sharedAxes: [1] }), "shared"),
  one("ELU", [3, 8], ({ elu }) => elu({ alpha: 1 })),
  one("ThresholdedReLU", [3, 8], ({ thresholdedReLU }) => thresholdedReLU({ theta: 0.3 })),
  one("Softmax", [3, 8], ({ softmax }) => softmax({})),

  one("Dropout", [6, 8], ({ dropout }) => dropout({ rate: 0.4 })),
  one("SpatialDropout1D", [4, 5, 6], ({ spatialDropout1d }) => spatialDropout1d({ rate: 0.4 })),
  one("GaussianNoise", [4, 6], ({ gaussianNoise }) => gaussianNoise({ stddev: 0.5 })),
  one("GaussianDropout", [4, 6], ({ gaussianDropout }) => gaussianDropout({ rate: 0.4 })),
  one("AlphaDropout", [4, 6], ({ alphaDropout }) => alphaDropout({ rate: 0.4 })),

  one("Flatten", [2, 3, 4, 5], ({ flatten }) => flatten({})),
  one("Flatten", [2, 3, 4, 5], ({ flatten }) => flatten({ dataFormat: "channelsFirst" }), "channels first"),
  one("Reshape", [2, 6, 4], ({ reshape }) => reshape({ targetShape: [3, 8] })),
  one("Permute", [2, 3, 4, 5], ({ permute }) => permute({ dims: [3, 1, 2] })),
  one("RepeatVector", [2, 5], ({ repeatVector }) => repeatVector({ n: 3 })),
  one("ZeroPadding2D", [2, 3, 4, 5], ({ zeroPadding2d }) =>
    zeroPadding2d({
      padding: [
        [1, 0],
        [2, 3],
      ],
    }),
  ),
  one("Cropping2D", [2, 7, 8, 3], ({ cropping2D }) =>
    cropping2D({
      cropping: [
        [1, 2],
        [0, 3],
      ],
    }),
  ),
  one("UpSampling2D", [1, 4, 4, 5], ({ upSampling2d }) => upSampling2d({ size: [2, 3] })),
  one(
    "UpSampling2D",
    [2, 4, 4, 5],
    ({ upSampling2d }) => upSampling2d({ size: [3, 2], interpolation: "bilinear" }),
    "bilinear",
  ),
  one("Rescaling", [2, 4, 3, 5], ({ rescaling }) => rescaling({ scale: 2, offset: -1 })),

  one("MaxPooling1D", [2, 9, 3], ({ maxPooling1d }) => maxPooling1d({ poolSize: 3, strides: 2, padding: "same" })),
  one("AveragePooling1D", [2, 9, 3], ({ averagePooling1d }) => averagePooling1d({ poolSize: 3, strides: 2 })),
  one("MaxPooling2D", [2, 9, 8, 5], ({ maxPooling2d }) => maxPooling2d({ poolSize: 3, strides: 2, padding: "same" })),
  one("MaxPooling2D", [1, 1, 1, 5], ({ maxPooling2d }) => maxPooling2d({ poolSize: 1 }), "one pixel"),
  one("AveragePooling2D", [2, 9, 8, 5], ({ averagePooling2d }) =>
    averagePooling2d({ poolSize: [3, 2], strides: 2, padding: "same" }),
  ),
  one("GlobalAveragePooling1D", [2, 9, 5], ({ globalAveragePooling1d }) => globalAveragePooling1d({})),
  one("GlobalMaxPooling1D", [2, 9, 5], ({ globalMaxPooling1d }) => globalMaxPooling1d({})),
  one("GlobalAveragePooling2D", [2, 4, 3, 5], ({ globalAveragePooling2d }) => globalAveragePooling2d({})),
  one("GlobalMaxPooling2D", [2, 4, 3, 5], ({ globalMaxPooling2d }) =>
    globalMaxPooling2d({ dataFormat: "channelsLast" }),
  ),

  merged(
    "Add",
    [
      [3, 5],
      [3, 5],
      [3, 5],
    ],
    ({ add }) => add(),
  ),
  merged(
    "Add",
    [
      [3, 4, 5],
      [3, 1, 5],
    ],
    ({ add }) => add(),
    "broadcast",
  ),
  merged(
    "Multiply",
    [
      [3, 5],
      [3, 5],
    ],
    ({ multiply }) => multiply(),
  ),
  merged(
    "Average",
    [
      [3, 5],
      [3, 5],
      [3, 5],
    ],
    ({ average }) => average(),
  ),
  merged(
    "Maximum",
    [
      [3, 5],
      [3, 5],
    ],
    ({ maximum }) => maximum(),
  ),
  merged(
    "Minimum",
    [
      [3, 5],
      [3, 5],
    ],
    ({ minimum }) => minimum(),
  ),
  merged(
    "Concatenate",
    [
      [2, 3, 5],
      [2, 3, 2],
    ],
    ({ concatenate }) => concatenate(),
  ),
  merged(
    "Concatenate",
    [
      [2, 3, 5],
      [2, 4, 5],
    ],
    ({ concatenate }) => concatenate({ axis: 1 }),
    "inner axis",
  ),
  merged(
    "Dot",
    [
      [3, 5],
      [3, 5],
    ],
    ({ dot }) => dot({ axes: -1 }),
  ),
  merged(
    "Dot",
    [
      [3, 4, 5],
      [3, 5, 2],
    ],
    ({ dot }) => dot({ axes: [2, 1] }),
    "matrices",
  ),
  merged(
    "Dot",
    [
      [3, 5],
      [3, 5],
    ],
    ({ dot }) => dot({ axes: -1, normalize: true }),
    "cosine",
  ),

  {
    className: "Embedding",
    inputs: [[3, 6]],
    indices: 9,
    apply: ({ embedding }, [x]) => embedding({ inputDim: 9, outputDim: 5 }).apply(x) as SymbolicTensor,
  },
  one("SimpleRNN", [3, 4, 6], ({ simpleRNN }) => simpleRNN(recurrent)),
  one("GRU", [3, 4, 6], ({ gru }) => gru(recurrent)),
  one("LSTM", [3, 4, 6], ({ lstm }) => lstm(recurrent)),
  one("LSTM", [1, 3, 2], ({ lstm }) => lstm({ units: 3, goBackwards: true }), "backwards, last output"),
  one("SimpleRNN", [2, 4, 6], ({ simpleRNN }) => simpleRNN({ units: 5, dropout: 0.3 }), "with dropout"),
  one("Bidirectional", [2, 4, 6], ({ bidirectional, lstm }) =>
    bidirectional({ layer: lstm({ units: 3, returnSequences: true }) as never, mergeMode: "concat" }),
  ),
  one("TimeDistributed", [2, 4, 6], ({ timeDistributed, dense }) => timeDistributed({ layer: dense({ units: 3 }) })),
  {
    className: "Masking",
    of: "before a recurrent layer",
    inputs: [[2, 4, 6]],
    apply: ({ masking, simpleRNN }, [x]) =>
      simpleRNN(recurrent).apply(masking({ maskValue: 0 }).apply(x) as SymbolicTensor) as SymbolicTensor,
  },
  one("AveragePooling3D", [2, 5, 4, 6, 3], ({ averagePooling3d }) =>
    averagePooling3d({ poolSize: 2, padding: "same" }),
  ),
  one("ConvLSTM2D", [2, 3, 5, 6, 3], ({ convLstm2d }) =>
    convLstm2d({ filters: 4, kernelSize: 3, returnSequences: true }),
  ),
  one("InputLayer", [2, 3], ({ dense }) => dense({ units: 2 }), "before a dense layer"),
];

/** What the engine refuses. */
export const untrainableCases: readonly LayerCase[] = [
  one("Conv3D", [2, 5, 4, 6, 3], ({ conv3d }) => conv3d({ filters: 4, kernelSize: 3, strides: 2, padding: "same" })),
  one("Conv3DTranspose", [2, 3, 4, 2, 3], ({ conv3dTranspose }) =>
    conv3dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
  ),
  one("MaxPooling3D", [2, 5, 4, 6, 3], ({ maxPooling3d }) => maxPooling3d({ poolSize: 2, padding: "same" })),
];

/**
 * Layers that TensorFlow.js trains only as the engines complete it: with gaps in kernels, causal padding, parts of a
 * normalisation; and strides that differ, which TensorFlow's kernels do not all know.
 */
export const completedCases: readonly LayerCase[] = [
  one("LayerNormalization", [4, 9], ({ layerNormalization }) => layerNormalization({ scale: false }), "unscaled"),
  one("BatchNormalization", [4, 3, 3, 5], ({ batchNormalization }) => batchNormalization({ scale: false }), "unscaled"),
  one("BatchNormalization", [12, 7], ({ batchNormalization }) => batchNormalization({ center: false }), "uncentred"),
  one(
    "Conv1D",
    [2, 11, 3],
    ({ conv1d }) => conv1d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: "same" }),
    "dilated",
  ),
  one("Conv1D", [2, 11, 3], ({ conv1d }) => conv1d({ filters: 5, kernelSize: 3, padding: "causal" }), "causal"),
  one(
    "Conv1D",
    [2, 11, 3],
    ({ conv1d }) => conv1d({ filters: 5, kernelSize: 2, dilationRate: 4, padding: "causal", activation: "tanh" }),
    "causal and dilated",
  ),
  one(
    "Conv1D",
    [2, 11, 3],
    ({ conv1d }) => conv1d({ filters: 5, kernelSize: 4, strides: 3, padding: "causal" }),
    "causal with strides",
  ),
  one(
    "Conv2D",
    [2, 9, 8, 3],
    ({ conv2d }) => conv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: "same" }),
    "dilated",
  ),
  one(
    "Conv2D",
    [2, 9, 8, 3],
    ({ conv2d }) => conv2d({ filters: 5, kernelSize: [3, 2], dilationRate: [2, 3], activation: "tanh" }),
    "unevenly dilated, valid",
  ),
  one(
    "SeparableConv2D",
    [2, 9, 8, 3],
    ({ separableConv2d }) => separableConv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: "same" }),
    "dilated",
  ),
  one(
    "SeparableConv2D",
    [2, 9, 8, 3],
    ({ separableConv2d }) => separableConv2d({ filters: 4, kernelSize: 3, strides: [1, 2], padding: "same" }),
    "uneven strides",
  ),
  one(
    "DepthwiseConv2D",
    [2, 9, 8, 3],
    ({ depthwiseConv2d }) => depthwiseConv2d({ kernelSize: 3, strides: [2, 1] as never, depthMultiplier: 2 }),
    "uneven strides",
  ),
];

/** Up-sampling whose gradients the reference backend computes wrongly: of batches, and of images that are not square. */
export const upSamplingCases: readonly LayerCase[] = (["nearest", "bilinear"] as const).map((interpolation) =>
  one("UpSampling2D", [2, 3, 5, 4], ({ upSampling2d }) => upSampling2d({ size: [3, 2], interpolation }), interpolation),
);
