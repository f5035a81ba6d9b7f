import { defaultTiming, type RecipeDraft } from "../../../src/extension/pruneModel/draft/recipeDraft.ts";
import { presetsFor } from "../../../src/extension/pruneModel/draft/ruleDrafts.ts";
import { sampleFacts } from "../../../src/extension/pruneModel/find/readDataFacts.ts";
import { type NetworkFacts, weightsIn } from "../../../src/extension/recipes/networkFacts.ts";
import type { WeightTensor } from "../../../src/pruning/tensor.ts";
import { layersOf } from "../../../src/recipes/rules.ts";
import { layer } from "../../recipes/layers.ts";

/** A small MobileNet: a convolution, a depthwise and two pointwise ones, normalisation, and a classifier. */
export const mobileNet: readonly WeightTensor[] = [
  ...layer("conv1", "Conv2D", { kernel: [3, 3, 1, 8] }),
  ...layer("conv1_bn", "BatchNormalization", { gamma: [8], beta: [8], moving_mean: [8], moving_variance: [8] }),
  ...layer("conv_dw_1", "DepthwiseConv2D", { depthwise_kernel: [3, 3, 8, 1] }),
  ...layer("conv_pw_1", "Conv2D", { kernel: [1, 1, 8, 16] }),
  ...layer("conv_pw_2", "Conv2D", { kernel: [1, 1, 16, 64] }),
  ...layer("predictions", "Dense", { kernel: [64, 10], bias: [10] }),
];

export function networkOf(tensors: readonly WeightTensor[], changes: Partial<NetworkFacts> = {}): NetworkFacts {
  return {
    path: "/w/mobilenet/model.json",
    fileBytes: 12_345,
    layers: layersOf(tensors),
    weights: weightsIn(tensors),
    ...endsOf([28, 28, 1], 10),
    ...changes,
  };
}

/** A network's only input and only output. */
export function endsOf(shape: readonly number[] | null, size: number | null): Pick<NetworkFacts, "inputs" | "outputs"> {
  return { inputs: [{ layer: "image", shape }], outputs: [{ layer: "predictions", size }] };
}

/** A recipe that prunes the small MobileNet on the sample, as the original demo would. */
export function draftOf(changes: Partial<RecipeDraft> = {}): RecipeDraft {
  const network = networkOf(mobileNet);
  const [original] = presetsFor(network.layers);
  return {
    model: network.path,
    network,
    data: sampleFacts,
    label: undefined,
    normalize: undefined,
    loss: "crossentropy",
    rules: original.rules,
    timing: defaultTiming,
    passes: 100,
    learningRate: 0.001,
    batchSize: 32,
    ...changes,
  };
}
