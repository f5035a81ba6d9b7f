import type { Topology } from "../modelFile.ts";
import { type Graph, type GraphLayer, placedLayers } from "../topology/graph.ts";
import { writeTopology } from "../topology/write.ts";
import type { Weight } from "../wholeModel.ts";
import { Hdf5Writer } from "./hdf5Writer.ts";
import { keras2Graph } from "./keras2Graph.ts";

/** The layout is the same in all of Keras 2; before 2.4 there was no class Functional. */
const kerasVersion = "2.15.0";

/**
 * Writes a model file as Keras 2 does (`model.save("….h5")`), for `load_model` and `load_weights` of Keras 2 and 3. A
 * file that is in the way is overwritten.
 *
 * @param weights all that the network has
 * @throws Error where a weight is not there
 */
export async function writeKerasH5(path: string, topology: Topology, weights: readonly Weight[]): Promise<void> {
  const graph = keras2Graph(topology);
  const file = await Hdf5Writer.create(path);
  try {
    for (const group of ["/", root]) {
      file.text(group, "backend", "tensorflow");
      file.text(group, "keras_version", kerasVersion);
    }
    file.text("/", "model_config", JSON.stringify(writeTopology(graph)));
    writeLayers(file, graph, weights);
  } finally {
    file.close();
  }
}

const root = "model_weights";

function writeLayers(file: Hdf5Writer, { layers }: Graph, weights: readonly Weight[]): void {
  file.texts(
    root,
    "layer_names",
    layers.map(({ name }) => name),
  );
  for (const layer of layers) {
    const group = `${root}/${layer.name}`;
    const own = weightsOf(layer, weights).map((weight) => ({ ...weight, inFile: nameIn(layer, weight) }));
    file.texts(
      group,
      "weight_names",
      own.map(({ inFile }) => inFile),
    );
    for (const { inFile, shape, values } of own) file.floats(`${group}/${inFile}`, shape, values);
  }
}

/** Those of a nested model stand together: what is trained first, the rest behind it, each in the layers' order. */
function weightsOf(layer: GraphLayer, weights: readonly Weight[]): Weight[] {
  const leaves = layer.model ? placedLayers(layer.model, layer.name) : [{ path: layer.name, layer }];
  const all = leaves.flatMap(({ path, layer: { config } }) =>
    weights
      .filter((weight) => weight.layer === path)
      .map((weight) => ({ weight, trained: config.trainable !== false && !weight.role.startsWith("moving_") })),
  );
  const [trained, others] = [all.filter((one) => one.trained), all.filter((one) => !one.trained)];
  return [...trained, ...others].map(({ weight }) => weight);
}

/** `conv/kernel:0`; a layer of a nested model is not named after that, which is the group. */
function nameIn({ model, name }: GraphLayer, weight: Weight): string {
  return `${model ? weight.name.slice(name.length + 1) : weight.name}:0`;
}
