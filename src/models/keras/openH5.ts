import { assemble, type FileTensor } from "../assemble.ts";
import { parseJson } from "../json.ts";
import { type ModelFile, ModelFileError } from "../modelFile.ts";
import { WeightPlacer } from "../placement.ts";
import { placedLayers } from "../topology/graph.ts";
import { type Network, normalizeTopology } from "../topology/normalize.ts";
import { Hdf5File } from "./hdf5File.ts";
import { keras2Tensors } from "./keras2Layout.ts";
import { isKeras3Layout, keras3Tensors } from "./keras3Layout.ts";

/**
 * Opens an HDF5 file that Keras has written: a whole model, or weights alone.
 *
 * @throws ModelFileError where the file is damaged, or is HDF5 but not Keras'
 */
export async function openKerasH5(path: string): Promise<ModelFile> {
  const file = await Hdf5File.open(path);
  try {
    const config = file.text("/", "model_config");
    const network =
      config === undefined ? undefined : normalizeTopology(parseJson(config, `The model_config of ${path}`), path);
    const tensors = readTensors(file, network);
    return assemble({ format: "keras-h5", path, tensors, network, close: async () => file.close() });
  } catch (error) {
    file.close();
    throw error;
  }
}

function readTensors(file: Hdf5File, network: Network | undefined): FileTensor[] {
  const placer = network && new WeightPlacer(placedLayers(network.graph));
  for (const root of ["model_weights", "/"]) {
    if (file.texts(root, "layer_names")) return keras2Tensors(file, root, placer);
  }
  if (isKeras3Layout(file)) return keras3Tensors(file, network?.given);
  if (network) return [];
  throw new ModelFileError(`${file.path} is an HDF5 file, but neither a Keras model nor Keras weights.`);
}
