import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { isModel } from "./layerWeights.ts";

/** What a network's outputs are: probabilities that sum to 1, one for each by itself, or anything else. */
export type NetworkEnd = "softmax" | "sigmoid" | "logits";

const activations: Readonly<Record<string, NetworkEnd>> = {
  softmax: "softmax",
  sigmoid: "sigmoid",
  hardSigmoid: "sigmoid",
};

/** Layers that change a shape and no value. */
const reshaping: ReadonlySet<string> = new Set(["Flatten", "Reshape"]);

/**
 * What makes the outputs of a network. It may stand in a nested network, and have its outputs reshaped, as in Keras'
 * MobileNet, which ends in act_softmax and reshape_2.
 */
export function endOf(model: LayersModel): NetworkEnd {
  return makerOf(model.outputs[0]);
}

function makerOf({ sourceLayer: layer, inputs, shape }: SymbolicTensor): NetworkEnd {
  if (isModel(layer)) return endOf(layer);
  if (reshaping.has(layer.getClassName())) {
    const end = makerOf(inputs[0]);
    const keepsRows = inputs[0].shape.at(-1) === shape.at(-1);
    return end === "softmax" && !keepsRows ? "logits" : end;
  }
  if (layer.getClassName() === "Softmax") return "softmax";
  return activations[String(layer.getConfig().activation)] ?? "logits";
}
