/**
 * A network's topology between reading and writing: what Keras 2, Keras 3 and tfjs all mean, freed from how each of
 * them writes it down.
 */
export interface Graph {
  /** "Sequential", or the class of a functional model. */
  readonly className: string;
  readonly name: string;
  /** Settings of the model itself, without its layers. */
  readonly config: Config;
  readonly layers: readonly GraphLayer[];
  /** What goes in and comes out of a functional model; undefined for a Sequential, whose layers follow each other. */
  readonly ends: { readonly inputs: readonly TensorRef[]; readonly outputs: readonly TensorRef[] } | undefined;
}

export interface GraphLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Config;
  /** The nested model, where the layer is one. */
  readonly model: Graph | undefined;
  /** Where a functional model applies the layer; several times where its weights are shared. */
  readonly calls: readonly Call[];
}

export interface Call {
  readonly inputs: readonly TensorRef[];
  /** Arguments that are not tensors. */
  readonly arguments: Config;
}

/** One output of one call of a layer. Calls count from 0, for nested models too. */
export interface TensorRef {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

export interface Config {
  readonly [key: string]: unknown;
}

export function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A layer in its place: its path through nested models. */
export interface PlacedLayer {
  readonly path: string;
  readonly layer: GraphLayer;
}

/** All layers in the network's order; those of a nested model stand in the model's place. */
export function placedLayers(graph: Graph, parent = ""): PlacedLayer[] {
  return graph.layers.flatMap((layer) => {
    const path = parent === "" ? layer.name : `${parent}/${layer.name}`;
    return layer.model ? placedLayers(layer.model, path) : [{ path, layer }];
  });
}
