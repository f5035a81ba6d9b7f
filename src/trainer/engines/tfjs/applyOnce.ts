import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { isModel } from "./layerWeights.ts";

type Apply = layers.Layer["apply"];

/**
 * Makes a use of a layer one use. TensorFlow.js applies a layer of several outputs (a nested network, a recurrent layer
 * with its states) again for each of them that is needed: normalisation inside would move its statistics each time, and
 * dropout give each output another noise.
 */
export function applyOnce(model: LayersModel): void {
  for (const layer of model.layers) {
    if (isModel(layer)) applyOnce(layer);
    const hasSeveral = layer.inboundNodes.some(({ outputTensors }) => outputTensors.length > 1);
    if (hasSeveral) layer.apply = rememberingAnswers(layer.apply.bind(layer));
  }
}

/** What the same tensors gave is handed out again: a step makes new ones, so that what is remembered ends with it. */
function rememberingAnswers(apply: Apply): Apply {
  const known = new WeakMap<Tensor, { readonly inputs: readonly Tensor[]; readonly answer: ReturnType<Apply> }[]>();
  return (given, kwargs) => {
    const inputs = [given].flat() as Tensor[];
    const uses = known.get(inputs[0]) ?? [];
    const same = uses.find((use) => use.inputs.every((input, i) => input === inputs[i]));
    if (same) return same.answer;
    const answer = apply(given, kwargs);
    known.set(inputs[0], [...uses, { inputs, answer }]);
    return answer;
  };
}
