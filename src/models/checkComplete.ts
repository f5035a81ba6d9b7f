import { weightNames } from "./layerWeights.ts";
import { ModelFileError, type Topology } from "./modelFile.ts";
import { placedLayers } from "./topology/graph.ts";
import { readGraph } from "./topology/read.ts";
import type { WholeModel } from "./wholeModel.ts";

/**
 * Whether a network has all of its weights, and no others: else nothing loads what is written of it.
 *
 * @throws ModelFileError that names the first weight which is missing or a stranger
 */
export function checkComplete(topology: Topology, weights: WholeModel["weights"]): void {
  const there = new Set(weights.map(({ name }) => name));
  const layers = placedLayers(readGraph(topology, "the model to write"));
  for (const { path, layer } of layers) {
    for (const role of weightNames(layer.className, layer.config) ?? []) {
      if (!there.has(`${path}/${role}`)) {
        throw new ModelFileError(`The model has no ${path}/${role}, so it cannot be exported. Train it first.`);
      }
    }
  }
  const paths = new Set(layers.map(({ path }) => path));
  const stranger = weights.find(({ layer }) => !paths.has(layer));
  if (!stranger) return;
  throw new ModelFileError(
    `${stranger.name} belongs to no layer of the network: with it the model can be exported as safetensors alone.`,
  );
}
