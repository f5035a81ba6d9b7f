import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { isModel } from "./layerWeights.ts";

/** What the numbers of a network's output are: probabilities that sum to 1, one for each by itself, or anything else. */
export type NetworkEnd = "softmax" | "sigmoid" | "logits";

const activations: Readonly<Record<string, NetworkEnd>> = {
  softmax: "softmax",
  sigmoid: "sigmoid",
  hardSigmoid: "sigmoid",
};

/** Layers that change a shape and no value. */
const reshaping: ReadonlySet<string> = new Set(["Flatten", "Reshape"]);

/**
 * What makes each output of a network. It may stand in a nested network, and have its outputs reshaped, as in Keras'
 * MobileNet, which ends in act_softmax and reshape_2.
 */
export function endsOf(model: LayersModel): NetworkEnd[] {
  return model.outputs.map(makerOf);
}

function makerOf({ sourceLayer: layer, tensorIndex, inputs, shape }: SymbolicTensor): NetworkEnd {
  if (isModel(layer)) return endsOf(layer)[tensorIndex];
  if (reshaping.has(layer.getClassName())) {
    const end = makerOf(inputs[0]);
    const keepsRows = inputs[0].shape.at(-1) === shape.at(-1);
    return end === "softmax" && !keepsRows ? "logits" : end;
  }
  if (layer.getClassName() === "Softmax") return "softmax";
  return activations[String(layer.getConfig().activation)] ?? "logits";
}
