import type { FileTensor } from "../assemble.ts";
import type { WeightPlacer } from "../placement.ts";
import type { Hdf5File } from "./hdf5File.ts";

/**
 * How Keras 2, and Keras 3 in `.h5` files, lay out weights: the attribute `layer_names` lists the layers, each is a
 * group, and its attribute `weight_names` lists the datasets in it in the layer's order.
 *
 * @param root group that holds the layers
 * @param placer finds the layers that own the weights; undefined where there is no topology
 */
export function keras2Tensors(file: Hdf5File, root: string, placer: WeightPlacer | undefined): FileTensor[] {
  return (file.texts(root, "layer_names") ?? []).flatMap((layer) => {
    const group = root === "/" ? layer : `${root}/${layer}`;
    return (file.texts(group, "weight_names") ?? []).map((weight) => {
      const { shape, dtype, bytes, read } = file.dataset(`${group}/${weight}`);
      const name = weight.replace(/:\d+$/, "");
      return {
        // Weights of nested models are named by their own layer alone.
        name: name.startsWith(`${layer}/`) ? name : `${layer}/${name}`,
        shape,
        dtype,
        bytes,
        placement: placer?.place(weight, layer),
        read: async (start: number, end: number) => read(start, end),
      };
    });
  });
}
