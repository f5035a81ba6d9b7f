import type { Variable } from "@tensorflow/tfjs-core";
import type { LayersModel, LayerVariable, layers } from "@tensorflow/tfjs-layers";
import type { WeightTensor } from "../../../pruning/tensor.ts";

/** A layer of a network or of a network nested in it, with its path. */
export interface PlacedLayer {
  readonly path: string;
  readonly layer: layers.Layer;
}

/** A weight of a built network: its description, and the variable that holds its values. */
export interface PlacedWeight extends WeightTensor {
  readonly variable: Variable;
  /** Whether it may learn: moving statistics may not. */
  readonly learns: boolean;
}

/** All layers in the network's order; those of nested networks stand in the place of the network. */
export function placeLayers(model: LayersModel, parent = ""): PlacedLayer[] {
  return model.layers.flatMap((layer) => {
    const path = parent === "" ? layer.name : `${parent}/${layer.name}`;
    return isModel(layer) ? placeLayers(layer, path) : [{ path, layer }];
  });
}

/** Whether a layer is a network of its own. */
export function isModel(layer: unknown): layer is LayersModel {
  return typeof layer === "object" && layer !== null && Array.isArray((layer as { layers?: unknown }).layers);
}

/** The weights that these layers own, in their order. */
export function placeWeights(placed: readonly PlacedLayer[]): PlacedWeight[] {
  return placed.flatMap(({ path, layer }) => {
    const learning = new Set(layer.trainableWeights);
    return layer.weights.map((holder) => {
      // The library's name starts with the layer's own; a wrapper's goes on with that of the layer inside.
      const inside = holder.originalName.slice(layer.name.length + 1);
      const role = inside.split("/").at(-1) ?? inside;
      return {
        name: `${path}/${inside}`,
        layer: path,
        className: layer.getClassName(),
        role,
        shape: holder.shape.map((dimension) => dimension ?? 1),
        variable: variableOf(holder),
        learns: learning.has(holder),
      };
    });
  });
}

/** What `LayerVariable.read` returns is its variable, though its type says only that it is a tensor. */
function variableOf(holder: LayerVariable): Variable {
  return holder.read() as Variable;
}
