import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { placeLayers } from "../tfjs/layerWeights.ts";
import type { Tf } from "../tfjs/namespace.ts";

/**
 * Lets convolutions without bias and activation, nested models' included, train by an operation whose gradients are
 * computed when asked for. tfjs-layers takes one that always computes both, and for the first layer of a network, whose
 * input does not learn, one of them in vain.
 */
export function useLazyConvolution(tf: Tf, model: LayersModel): void {
  for (const { layer } of placeLayers(model)) {
    if (layer.getClassName() === "Conv2D") replaceCall(tf, layer);
  }
}

function replaceCall(tf: Tf, layer: layers.Layer): void {
  const { activation, useBias, dataFormat, strides, padding, dilationRate } = layer.getConfig();
  if (activation !== "linear" || useBias !== false || dataFormat !== "channelsLast") return;
  const call = layer.call.bind(layer);
  const [kernel] = layer.weights;
  layer.call = (inputs, kwargs) => {
    if (!kwargs.training) return call(inputs, kwargs);
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    return tf.conv2d(
      x as Tensor4D,
      kernel.read() as Tensor4D,
      strides as [number, number],
      padding as "same" | "valid",
      "NHWC",
      dilationRate as [number, number],
    );
  };
}
