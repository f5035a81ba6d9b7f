import { assemble } from "../assemble.ts";
import { type ModelFile, ModelFileError, type ModelFormat } from "../modelFile.ts";
import { WeightPlacer } from "../placement.ts";
import { type Config, isConfig, placedLayers } from "../topology/graph.ts";
import { type Network, normalizeTopology } from "../topology/normalize.ts";
import { parseManifest } from "./manifest.ts";
import { manifestTensors } from "./tensors.ts";

/** Whether a JSON document is one that `openTfjs` can open. */
export function isTfjs(json: unknown): boolean {
  return (
    Array.isArray(json) ||
    (isConfig(json) && [json.modelTopology, json.weightsManifest, json.class_name].some(isPresent))
  );
}

/**
 * Opens what tfjs writes: a LayersModel, a graph-model, or a weights manifest alone. A topology without weights is a
 * network that starts from initial values: its layers are listed without tensors.
 *
 * @param json the parsed `model.json`
 * @throws ModelFileError for a topology that cannot be built, and for missing or short shards
 */
export async function openTfjs(path: string, json: unknown): Promise<ModelFile> {
  const document: Config = Array.isArray(json) ? { weightsManifest: json } : isConfig(json) ? json : {};
  const model = document.modelTopology ?? (isPresent(document.class_name) ? document : undefined);
  const format = formatOf(document, model);
  const network = format === "tfjs-layers-model" ? readNetwork(model, path) : undefined;
  const placer = network && new WeightPlacer(placedLayers(network.graph));
  const manifest = parseManifest(document.weightsManifest ?? [], path);
  const tensors = await manifestTensors(manifest, path, placer);
  return assemble({ format, path, tensors, network, close: async () => {} });
}

/** `format` may be missing; a graph-model is known by the nodes of its graph. */
function formatOf(document: Config, model: unknown): ModelFormat {
  if (document.format === "graph-model" || (isConfig(model) && Array.isArray(model.node))) return "tfjs-graph-model";
  return isPresent(model) ? "tfjs-layers-model" : "tfjs-weights";
}

/** The model alone, or with the Keras version and more around it. */
function readNetwork(model: unknown, path: string): Network {
  if (!isConfig(model)) throw new ModelFileError(`The modelTopology in ${path} is not an object.`);
  return normalizeTopology(model.model_config ?? model, path);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
