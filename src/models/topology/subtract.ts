import type { Graph, GraphLayer } from "./graph.ts";

/**
 * tfjs has no Subtract: a − b is a + (−1) · b, to the last bit. Written with layers that tfjs has, an export of the network
 * opens wherever tfjs does.
 */
export function rewriteSubtractions(graph: Graph): Graph {
  return {
    ...graph,
    layers: graph.layers.flatMap((layer) => {
      if (layer.model) return [{ ...layer, model: rewriteSubtractions(layer.model) }];
      const isPair = layer.calls.every(({ inputs }) => inputs.length === 2);
      return layer.className === "Subtract" && isPair ? sumWithNegated(layer) : [layer];
    }),
  };
}

/** The negation goes first: layers stand in the order in which they can be computed. */
function sumWithNegated(layer: GraphLayer): GraphLayer[] {
  const name = `${layer.name}_negated`;
  const negated: GraphLayer = {
    name,
    className: "Rescaling",
    config: { scale: -1, offset: 0 },
    model: undefined,
    calls: layer.calls.map(({ inputs }) => ({ inputs: inputs.slice(1), arguments: {} })),
  };
  const calls = layer.calls.map((call, index) => ({
    ...call,
    inputs: [...call.inputs.slice(0, 1), { layer: name, call: index, output: 0 }],
  }));
  return [negated, { ...layer, className: "Add", calls }];
}
