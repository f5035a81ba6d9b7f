import type { FileTensor } from "../assemble.ts";
import { bidirectionalNames, weightNames, wrappedLayer } from "../layerWeights.ts";
import type { Placement } from "../placement.ts";
import type { Graph, GraphLayer } from "../topology/graph.ts";
import { snakeCase } from "../topology/snakeCase.ts";
import type { Hdf5File } from "./hdf5File.ts";

/**
 * How Keras 3 lays out weights (keras/src/saving/saving_lib.py): a layer's variables are numbered datasets in
 * `layers/<class>/vars`, where <class> is the layer's class in snake case and, from the second layer of the class on,
 * its number (`dense`, `dense_1`). Layers inside of a layer are groups named after the attribute that holds them.
 */

/** @param graph as the file has it, because the class names and their order are the addresses */
export function keras3Tensors(file: Hdf5File, graph: Graph | undefined): FileTensor[] {
  if (graph) return tensorsOfModel(file, graph, "", "");
  return variablesBelow(file, "").map(({ dataset, weight }) => fileTensor(file, dataset, weight, undefined));
}

/** Whether the root of a file is laid out like this. */
export function isKeras3Layout(file: Hdf5File): boolean {
  return file.keys("layers") !== undefined;
}

function tensorsOfModel(file: Hdf5File, graph: Graph, group: string, parent: string): FileTensor[] {
  const counts = new Map<string, number>();
  return graph.layers.flatMap((layer) => {
    const folder = snakeCase(layer.className);
    const count = counts.get(folder) ?? 0;
    counts.set(folder, count + 1);
    const address = `${group}layers/${count === 0 ? folder : `${folder}_${count}`}`;
    const path = parent === "" ? layer.name : `${parent}/${layer.name}`;
    return layer.model
      ? tensorsOfModel(file, layer.model, `${address}/`, path)
      : tensorsOfLayer(file, { path, layer }, address);
  });
}

function tensorsOfLayer(file: Hdf5File, owner: Placement["owner"], address: string): FileTensor[] {
  return variables(file, owner.layer, address).map(({ dataset, weight }) =>
    fileTensor(file, dataset, `${owner.path}/${weight}`, { owner, weight }),
  );
}

interface Variable {
  readonly dataset: string;
  readonly weight: string;
}

function variables(file: Hdf5File, layer: Pick<GraphLayer, "className" | "config">, address: string): Variable[] {
  const { className, config } = layer;
  const wrapped = wrappedLayer(config);
  if (className === "TimeDistributed" && wrapped) return variables(file, wrapped, `${address}/layer`);
  const directions = bidirectionalNames(config);
  if (className === "Bidirectional" && wrapped && directions) {
    const inside = (name: string, attribute: string) =>
      variables(file, wrapped, `${address}/${attribute}`).map((one) => ({ ...one, weight: `${name}/${one.weight}` }));
    return [...inside(directions[0], "forward_layer"), ...inside(directions[1], "backward_layer")];
  }
  const names = weightNames(className, config);
  if (!names) return variablesBelow(file, address);
  // A recurrent layer's weights are its cell's.
  const group = file.keys(`${address}/cell/vars`) ? `${address}/cell/vars` : `${address}/vars`;
  return numbered(file, group).map((index) => ({
    dataset: `${group}/${index}`,
    weight: names[index] ?? String(index),
  }));
}

function numbered(file: Hdf5File, group: string): number[] {
  return (file.keys(group) ?? [])
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => a - b);
}

/** Deeper than any model nests; a damaged file can hold a group that holds itself. */
const maximumDepth = 32;

/** All variables in a group and in the groups inside of it, named after those: `query_dense/0`. */
function variablesBelow(file: Hdf5File, group: string, inside: readonly string[] = []): Variable[] {
  const keys = group.split("/").length > maximumDepth ? undefined : file.keys(group || "/");
  return (keys ?? []).flatMap((key) => {
    const address = group === "" ? key : `${group}/${key}`;
    if (key === "vars") {
      return numbered(file, address).map((index) => ({
        dataset: `${address}/${index}`,
        weight: [...inside, index].join("/"),
      }));
    }
    // The state of a random number generator is no weight.
    if (key === "seed_generator" || file.keys(address) === undefined) return [];
    return variablesBelow(file, address, key === "layers" ? inside : [...inside, key]);
  });
}

function fileTensor(file: Hdf5File, dataset: string, name: string, placement: Placement | undefined): FileTensor {
  const { shape, dtype, bytes, read } = file.dataset(dataset);
  return { name, shape, dtype, bytes, placement, read: async (start, end) => read(start, end) };
}
