import type { Graph, GraphLayer, TensorRef } from "./graph.ts";
import { withInputShape } from "./inputShape.ts";

/**
 * A graph without some of its layers, each of which gives out one tensor for one: whoever read such a layer's output
 * reads its input.
 */
export function withoutLayers(graph: Graph, dropped: readonly GraphLayer[]): Graph {
  if (dropped.length === 0) return graph;
  return graph.ends ? fromFunctional(graph, graph.ends, dropped) : fromSequential(graph, dropped);
}

function fromFunctional(graph: Graph, ends: NonNullable<Graph["ends"]>, dropped: readonly GraphLayer[]): Graph {
  const gone = new Map(dropped.map((layer) => [layer.name, layer]));
  const source = (ref: TensorRef): TensorRef => {
    const input = gone.get(ref.layer)?.calls[ref.call]?.inputs[0];
    return input ? source(input) : ref;
  };
  return {
    ...graph,
    layers: graph.layers
      .filter(({ name }) => !gone.has(name))
      .map((layer) => ({
        ...layer,
        calls: layer.calls.map((call) => ({ ...call, inputs: call.inputs.map(source) })),
      })),
    ends: { inputs: ends.inputs, outputs: ends.outputs.map(source) },
  };
}

/** Where the first layer goes, what it said of the input's shape stays. */
function fromSequential(graph: Graph, dropped: readonly GraphLayer[]): Graph {
  const [first] = graph.layers;
  const kept = graph.layers.filter((layer) => !dropped.includes(layer));
  const shape = first?.config.batch_input_shape;
  return { ...graph, layers: kept[0] === first || shape === undefined ? kept : withInputShape(kept, shape) };
}
