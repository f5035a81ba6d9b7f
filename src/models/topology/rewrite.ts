import { type Config, type Graph, type GraphLayer, isConfig } from "./graph.ts";
import { withInputShape } from "./inputShape.ts";
import { numberIn, rewriteSettings } from "./settings.ts";

/** Adds a sentence for a person. */
export type Warn = (sentence: string) => void;

/** Rewrites every layer into one that tfjs reads and that computes the same. */
export function rewriteLayers(graph: Graph, warn: Warn): Graph {
  const layers = graph.layers.map((layer) =>
    layer.model
      ? { ...layer, model: rewriteLayers(layer.model, warn) }
      : { ...layer, ...rewriteLayer(layer, (what) => warn(`${layer.name}: ${what}.`)) },
  );
  const { build_input_shape } = graph.config;
  return {
    ...graph,
    config: modelConfig(graph.config),
    layers: graph.ends || build_input_shape === undefined ? layers : withInputShape(layers, build_input_shape),
  };
}

/** Of a model's own settings tfjs needs none that it could misread. */
function modelConfig(config: Config): Config {
  return typeof config.trainable === "boolean" ? { trainable: config.trainable } : {};
}

type Rewritten = Pick<GraphLayer, "className" | "config">;

function rewriteLayer(layer: Rewritten, warn: Warn): Rewritten {
  const { className } = layer;
  const config = rewriteWrapped(rewriteSettings(layer.config, warn), warn);
  switch (className) {
    case "InputLayer": {
      const { batch_shape, ...rest } = config;
      return { className, config: batch_shape === undefined ? rest : { ...rest, batch_input_shape: batch_shape } };
    }
    case "BatchNormalization":
      return { className, config: { ...config, axis: numberIn(config.axis) ?? -1 } };
    case "Softmax":
      // Left out, tfjs takes axis 1.
      return { className, config: { ...config, axis: config.axis ?? -1 } };
    case "LeakyReLU":
      return { className, config: { ...config, alpha: config.alpha ?? config.negative_slope ?? 0.3 } };
    case "ReLU":
      return rewriteReLU(config, warn);
    case "SeparableConv2D": {
      // Keras 2 writes settings of a kernel that this layer does not have; tfjs refuses them.
      const { kernel_initializer, kernel_regularizer, kernel_constraint, ...rest } = config;
      return { className, config: rest };
    }
    case "DepthwiseConv2D":
      if ([config.dilation_rate].flat().some((step) => typeof step === "number" && step > 1))
        warn("TensorFlow.js leaves the dilation of a DepthwiseConv2D out, so results differ");
      return { className, config };
    case "Bidirectional":
      return { className, config: withoutDirection(config) };
    case "Identity":
      // To tfjs, Identity is an initializer only.
      return { className: "Activation", config: { name: config.name, activation: "linear" } };
    case "UpSampling2D":
      if (config.interpolation === "bilinear") {
        warn(
          "TensorFlow.js enlarges bilinearly from the corners of pixels; a network trained in Keras, which does it from their centres, gives other results",
        );
      }
      return { className, config };
    default:
      if (className.startsWith("Conv") && (numberIn(config.groups) ?? 1) > 1)
        warn("grouped convolutions are not known to TensorFlow.js");
      return { className, config };
  }
}

/** tfjs' ReLU has a maximum, but neither slope nor threshold. */
function rewriteReLU(config: Config, warn: Warn): Rewritten {
  const { negative_slope, threshold, ...rest } = config;
  const slope = numberIn(negative_slope) ?? 0;
  if (slope !== 0 && rest.max_value == null && (numberIn(threshold) ?? 0) === 0) {
    const { max_value, ...common } = rest;
    return { className: "LeakyReLU", config: { ...common, alpha: slope } };
  }
  if (slope !== 0 || (numberIn(threshold) ?? 0) !== 0) {
    warn("TensorFlow.js computes its ReLU without the slope and the threshold, so results differ");
  }
  return { className: "ReLU", config: rest };
}

/** Layers inside of a layer: what a wrapper wraps, the cells of a recurrent layer. */
function rewriteWrapped(config: Config, warn: Warn): Config {
  const rewriteOne = (value: unknown): unknown =>
    isConfig(value) && typeof value.class_name === "string" && isConfig(value.config)
      ? asJson(rewriteLayer({ className: value.class_name, config: value.config }, warn))
      : value;
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (key === "layer" || key === "cell") return [key, rewriteOne(value)];
      if (key === "cells" && Array.isArray(value)) return [key, value.map(rewriteOne)];
      return [key, value];
    }),
  );
}

function asJson({ className, config }: Rewritten): Config {
  return { class_name: className, config };
}

/** tfjs makes the backward layer from the forward one, and puts the direction before the name itself. */
function withoutDirection({ backward_layer, ...config }: Config): Config {
  const { layer } = config;
  if (!isConfig(layer) || !isConfig(layer.config) || typeof layer.config.name !== "string") return config;
  return {
    ...config,
    layer: { ...layer, config: { ...layer.config, name: layer.config.name.replace(/^forward_/, "") } },
  };
}
