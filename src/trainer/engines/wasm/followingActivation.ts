import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { isModel } from "../tfjs/layerWeights.ts";

/** An activation that clips to a range. */
export interface ClippingActivation {
  readonly layer: layers.Layer;
  readonly low: number;
  readonly high: number;
}

/** The activation that is all that sees of a layer's output, if it clips: relu, relu6. */
export function followingActivation(model: LayersModel, layer: layers.Layer): ClippingActivation | undefined {
  const [use, ...others] = layer.outboundNodes;
  const follower = use?.outboundLayer;
  const isOnlyUse = others.length === 0 && layer.inboundNodes.length === 1 && follower?.inboundNodes.length === 1;
  if (!isOnlyUse || outputsOf(model).includes(layer.output)) return undefined;
  const high = upperBound(follower);
  return high === undefined ? undefined : { layer: follower, low: 0, high };
}

/** Of the model and of those nested in it. */
function outputsOf(model: LayersModel): unknown[] {
  return [...model.outputs, ...model.layers.filter(isModel).flatMap(outputsOf)];
}

/** Where a relu ends; undefined for other layers. */
function upperBound(layer: layers.Layer): number | undefined {
  const { activation, maxValue } = layer.getConfig();
  switch (layer.getClassName()) {
    case "Activation":
      return { relu: Infinity, relu6: 6 }[String(activation)];
    case "ReLU":
      return typeof maxValue === "number" ? maxValue : Infinity;
  }
  return undefined;
}
