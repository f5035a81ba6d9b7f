import type { Graph, TensorRef } from "./graph.ts";

/**
 * The graph with its layers in the order in which Keras lists them, nested models' too. Keras fills a network with the
 * weights of an `.h5` file by that order, not by name. It follows from the graph alone (`_map_graph_network` in
 * keras/src/engine/functional.py): layers far from the outputs come first, and among equally far ones the one that is
 * met first on the way from the outputs to the inputs.
 */
export function inKerasOrder(graph: Graph): Graph {
  const layers = graph.layers.map((layer) => (layer.model ? { ...layer, model: inKerasOrder(layer.model) } : layer));
  const { ends } = graph;
  if (!ends) return { ...graph, layers };
  const { calls, met } = walkFromOutputs(graph, ends.outputs);
  const depths = depthsOf(graph, calls);
  const key = (name: string) => ({ depth: depths.get(name) ?? 0, met: met.get(name) ?? -1 });
  return {
    ...graph,
    layers: layers.toSorted((a, b) => {
      const [first, second] = [key(a.name), key(b.name)];
      return second.depth - first.depth || first.met - second.met;
    }),
  };
}

interface Walk {
  /** Each call behind all that it reads from. */
  readonly calls: readonly TensorRef[];
  /** When each layer was met. */
  readonly met: ReadonlyMap<string, number>;
}

function walkFromOutputs(graph: Graph, outputs: readonly TensorRef[]): Walk {
  const calls: TensorRef[] = [];
  const met = new Map<string, number>();
  const seen = new Set<string>();
  const visit = (ref: TensorRef): void => {
    const id = callId(ref);
    if (seen.has(id)) return;
    seen.add(id);
    if (!met.has(ref.layer)) met.set(ref.layer, met.size);
    inputsOf(graph, ref).forEach(visit);
    calls.push(ref);
  };
  outputs.forEach(visit);
  return { calls, met };
}

/** Longest way from each layer to an output, where a layer that is used several times counts by its farthest use so far. */
function depthsOf(graph: Graph, calls: readonly TensorRef[]): ReadonlyMap<string, number> {
  const ofCalls = new Map<string, number>();
  const ofLayers = new Map<string, number>();
  for (const ref of calls.toReversed()) {
    const depth = Math.max(ofCalls.get(callId(ref)) ?? 0, ofLayers.get(ref.layer) ?? 0);
    ofLayers.set(ref.layer, depth);
    for (const input of inputsOf(graph, ref)) {
      ofCalls.set(callId(input), Math.max(depth + 1, ofCalls.get(callId(input)) ?? 0));
    }
  }
  return ofLayers;
}

function inputsOf({ layers }: Graph, { layer, call }: TensorRef): readonly TensorRef[] {
  return layers.find(({ name }) => name === layer)?.calls[call]?.inputs ?? [];
}

function callId({ layer, call }: TensorRef): string {
  return `${call} ${layer}`;
}
