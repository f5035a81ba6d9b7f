import type { Topology } from "../modelFile.ts";
import type { Config, Graph, GraphLayer, TensorRef } from "./graph.ts";

/** Writes a graph as Keras 2 does, which is what tfjs reads. */
export function writeTopology(graph: Graph): Topology {
  const { className, name, config, layers, ends } = graph;
  if (!ends) {
    const written = layers.map((layer) => ({ class_name: classNameOf(layer), config: configOf(layer) }));
    return { class_name: className, config: { ...config, name, layers: written } };
  }
  const write = referenceWriter(layers);
  return {
    class_name: className,
    config: {
      ...config,
      name,
      layers: layers.map((layer) => ({
        class_name: classNameOf(layer),
        name: layer.name,
        config: configOf(layer),
        inbound_nodes: layer.calls.map((call) => call.inputs.map((input) => [...write(input), call.arguments])),
      })),
      input_layers: ends.inputs.map(write),
      output_layers: ends.outputs.map(write),
    },
  };
}

/** A nested model's own graph is its node 0, so its calls are nodes from 1. */
function referenceWriter(layers: readonly GraphLayer[]): (ref: TensorRef) => [string, number, number] {
  const models = new Set(layers.filter(({ model }) => model).map(({ name }) => name));
  return ({ layer, call, output }) => [layer, call + (models.has(layer) ? 1 : 0), output];
}

function classNameOf({ model, className }: GraphLayer): string {
  return model ? model.className : className;
}

/** tfjs waits for ever where a layer and its configuration have different names. */
function configOf({ model, config, name }: GraphLayer): Config {
  return model ? { ...writeTopology(model).config, name } : { ...config, name };
}
