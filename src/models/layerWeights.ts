import { type Config, type GraphLayer, isConfig } from "./topology/graph.ts";

/**
 * The weights of a layer in the order in which Keras and tfjs list them, by what tfjs calls them after the layer's
 * own name: `kernel`, or `forward_lstm/kernel` inside of a wrapper. Undefined for classes that are not known.
 */
export function weightNames(className: string, config: Config): readonly string[] | undefined {
  switch (className) {
    case "Dense":
    case "Conv1D":
    case "Conv2D":
    case "Conv3D":
    case "Conv1DTranspose":
    case "Conv2DTranspose":
    case "Conv3DTranspose":
      return ["kernel", ...bias(config)];
    case "DepthwiseConv1D":
    case "DepthwiseConv2D":
      return ["depthwise_kernel", ...bias(config)];
    case "SeparableConv1D":
    case "SeparableConv2D":
      return ["depthwise_kernel", "pointwise_kernel", ...bias(config)];
    case "BatchNormalization":
      return [...gammaAndBeta(config), "moving_mean", "moving_variance"];
    case "LayerNormalization":
    case "GroupNormalization":
      return gammaAndBeta(config);
    case "Embedding":
      return ["embeddings"];
    case "PReLU":
      return ["alpha"];
    case "LSTM":
    case "GRU":
    case "SimpleRNN":
    case "ConvLSTM2D":
      return ["kernel", "recurrent_kernel", ...bias(config)];
    case "TimeDistributed":
      return wrappedWeights(config);
    case "Bidirectional": {
      const directions = bidirectionalNames(config);
      return directions?.flatMap((name) => wrappedWeights(config)?.map((weight) => `${name}/${weight}`) ?? []);
    }
    default:
      return undefined;
  }
}

/** Names that the two layers inside of a Bidirectional have: forward, backward. */
export function bidirectionalNames(config: Config): readonly [string, string] | undefined {
  const wrapped = wrappedLayer(config);
  if (typeof wrapped?.config.name !== "string") return undefined;
  const name = wrapped.config.name.replace(/^forward_/, "");
  return [`forward_${name}`, `backward_${name}`];
}

/** The layer that a wrapper holds. */
export function wrappedLayer({ layer }: Config): Pick<GraphLayer, "className" | "config"> | undefined {
  if (!isConfig(layer) || typeof layer.class_name !== "string" || !isConfig(layer.config)) return undefined;
  return { className: layer.class_name, config: layer.config };
}

function wrappedWeights(config: Config): readonly string[] | undefined {
  const wrapped = wrappedLayer(config);
  return wrapped && weightNames(wrapped.className, wrapped.config);
}

function bias(config: Config): readonly string[] {
  return config.use_bias === false ? [] : ["bias"];
}

function gammaAndBeta(config: Config): string[] {
  return [...(config.scale === false ? [] : ["gamma"]), ...(config.center === false ? [] : ["beta"])];
}
