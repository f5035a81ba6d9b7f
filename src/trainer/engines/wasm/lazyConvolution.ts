import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { placeLayers } from "../tfjs/layerWeights.ts";
import type { Tf } from "../tfjs/namespace.ts";

/**
 * Lets convolutions without activation, nested models' included, train by an operation whose gradients are computed when
 * asked for. tfjs-layers takes one that always computes both, for the first layer of a network one of them in vain.
 */
export function useLazyConvolution(tf: Tf, model: LayersModel): void {
  for (const { layer } of placeLayers(model)) {
    if (layer.getClassName() === "Conv2D") replaceCall(tf, layer);
  }
}

function replaceCall(tf: Tf, layer: layers.Layer): void {
  const { activation, dataFormat, strides, padding, dilationRate } = layer.getConfig();
  if (activation !== "linear" || dataFormat !== "channelsLast") return;
  const call = layer.call.bind(layer);
  const [kernel, bias] = layer.weights;
  layer.call = (inputs, kwargs) => {
    if (!kwargs.training) return call(inputs, kwargs);
    return tf.tidy(() => {
      const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [Tensor4D];
      const filter = kernel.read() as Tensor4D;
      const pair = [strides, dilationRate] as [number, number][];
      const y = tf.conv2d(x, filter, pair[0], padding as "same" | "valid", "NHWC", pair[1]);
      return bias ? tf.add(y, bias.read()) : y;
    });
  };
}
