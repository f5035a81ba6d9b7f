import type { Graph, GraphLayer } from "./graph.ts";
import { numberIn } from "./settings.ts";

/** Layers whose output has as many channels as each of their inputs. */
const keepsChannels = new Set([
  "Activation",
  "Add",
  "AlphaDropout",
  "Average",
  "AveragePooling1D",
  "AveragePooling2D",
  "BatchNormalization",
  "CenterCrop",
  "Cropping2D",
  "Dropout",
  "ELU",
  "GaussianDropout",
  "GaussianNoise",
  "GlobalAveragePooling1D",
  "GlobalAveragePooling2D",
  "GlobalMaxPooling1D",
  "GlobalMaxPooling2D",
  "LayerNormalization",
  "LeakyReLU",
  "MaxPooling1D",
  "MaxPooling2D",
  "Maximum",
  "Minimum",
  "Multiply",
  "PReLU",
  "ReLU",
  "Rescaling",
  "Resizing",
  "Softmax",
  "SpatialDropout1D",
  "ThresholdedReLU",
  "UpSampling2D",
  "ZeroPadding2D",
]);

/**
 * Size of the last axis of what a layer gives out, as far as it can be told from the layers before it.
 *
 * @param graph as tfjs will build it, input shapes included
 * @returns undefined behind layers that change the axis in other ways
 */
export function channelsOf(graph: Graph, name: string): number | undefined {
  const layer = graph.layers.find((one) => one.name === name);
  if (!layer) return undefined;
  if (layer.model) return channelsOf(layer.model, outputOf(layer.model));
  const { className, config } = layer;
  const before = () => inputsOf(graph, layer).map((input) => channelsOf(graph, input));
  switch (className) {
    case "InputLayer":
      return lastOf(config.batch_input_shape);
    case "Conv1D":
    case "Conv2D":
    case "Conv2DTranspose":
    case "SeparableConv2D":
      return numberIn(config.filters);
    case "DepthwiseConv2D":
      return sumOf([before()[0] ?? lastOf(config.batch_input_shape)], numberIn(config.depth_multiplier) ?? 1);
    case "Concatenate":
      return sumOf(before(), 1);
    default:
      return keepsChannels.has(className) ? (before()[0] ?? lastOf(config.batch_input_shape)) : undefined;
  }
}

/** Names of the layers that a layer reads from, where it is first called. */
export function inputsOf(graph: Graph, layer: GraphLayer): string[] {
  if (graph.ends) return layer.calls[0]?.inputs.map((input) => input.layer) ?? [];
  const before = graph.layers[graph.layers.indexOf(layer) - 1];
  return before ? [before.name] : [];
}

/** Name of the layer that makes an output of the network, the first where not told otherwise. */
export function outputOf({ ends, layers }: Graph, output = 0): string {
  return (ends ? ends.outputs[output]?.layer : layers.at(-1)?.name) ?? "";
}

function lastOf(shape: unknown): number | undefined {
  return Array.isArray(shape) ? numberIn(shape.at(-1)) : undefined;
}

function sumOf(channels: readonly (number | undefined)[], factor: number): number | undefined {
  return channels.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one * factor),
    0,
  );
}
