import type { Topology } from "../modelFile.ts";
import { type Config, type Graph, type GraphLayer, isConfig } from "../topology/graph.ts";
import { inKerasOrder } from "../topology/kerasOrder.ts";
import { readGraph } from "../topology/read.ts";

/**
 * A network as Keras 2 loads it: its layers in Keras' order, without settings that Keras 3 added, and with Keras' names
 * for what TensorFlow.js calls differently.
 */
export function keras2Graph(topology: Topology): Graph {
  return asKeras2(inKerasOrder(readGraph(topology, "the model to write")));
}

function asKeras2(graph: Graph): Graph {
  return {
    ...graph,
    className: graph.ends ? "Functional" : graph.className,
    layers: graph.layers.map((layer) => ({
      ...layer,
      config: layerConfig(layer),
      model: layer.model && asKeras2(layer.model),
    })),
  };
}

/** Settings that one of the two refuses, and the values at which they say nothing. */
const silentSettings: Readonly<Record<string, unknown>> = {
  quantization_config: null,
  rms_scaling: false,
  // Of depthwise and recurrent layers, which Keras 2 writes and Keras 3 refuses.
  groups: 1,
  time_major: false,
};

function layerConfig({ className, config }: Pick<GraphLayer, "className" | "config">): Config {
  const kept = Object.entries(config).filter(
    ([key, value]) => !(key in silentSettings && silentSettings[key] === value) && !isDouble(className, key, config),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key.endsWith("_initializer") ? initializer(value) : inside(value)]),
  );
}

/** What Keras 3 calls the slope of a LeakyReLU, beside the name that Keras 2 and TensorFlow.js have for it. */
function isDouble(className: string, key: string, config: Config): boolean {
  return className === "LeakyReLU" && key === "negative_slope" && "alpha" in config;
}

/** The layer that a wrapper holds. */
function inside(value: unknown): unknown {
  if (!isConfig(value) || typeof value.class_name !== "string" || !isConfig(value.config)) return value;
  return { ...value, config: layerConfig({ className: value.class_name, config: value.config }) };
}

const initializerSettings = new Set("scale mode distribution seed value mean stddev minval maxval gain".split(" "));

function initializer(value: unknown): unknown {
  if (!isConfig(value) || typeof value.class_name !== "string" || !isConfig(value.config)) return value;
  const kept = Object.entries(value.config).filter(([key]) => initializerSettings.has(key));
  return { class_name: value.class_name.replace(/^LeCun/, "Lecun"), config: Object.fromEntries(kept) };
}
