import type { Graph, GraphLayer } from "../topology/graph.ts";

/** Who reads what a layer gives out. */
export interface Readers {
  /** One for each time that it is read. */
  readonly layers: readonly GraphLayer[];
  /** Whether it is an output of the model as well. */
  readonly isOutput: boolean;
}

/** Times that a model applies a layer. */
export function usesOf({ ends }: Graph, { calls }: GraphLayer): number {
  return ends ? calls.length : 1;
}

/** The layer that a layer reads from where it is used first; undefined for a model's own input, and for several. */
export function sourceOf(graph: Graph, layer: GraphLayer): GraphLayer | undefined {
  if (!graph.ends) return graph.layers[graph.layers.indexOf(layer) - 1];
  const inputs = layer.calls[0]?.inputs ?? [];
  return inputs.length === 1 ? graph.layers.find(({ name }) => name === inputs[0]?.layer) : undefined;
}

export function readersOf({ ends, layers }: Graph, layer: GraphLayer): Readers {
  if (!ends) {
    const next = layers[layers.indexOf(layer) + 1];
    return { layers: next ? [next] : [], isOutput: next === undefined };
  }
  const reads = layers.flatMap((reader) =>
    reader.calls.flatMap(({ inputs }) => inputs.filter((input) => input.layer === layer.name).map(() => reader)),
  );
  return { layers: reads, isOutput: ends.outputs.some((output) => output.layer === layer.name) };
}
