import { stat } from "node:fs/promises";
import type { ModelFile } from "../models/modelFile.ts";
import { openModel } from "../models/open.ts";
import { networkEnds } from "../models/topology/ends.ts";
import type { InspectedNetwork } from "../protocol/maskInspector.ts";
import type { TensorFile } from "./tensorFile.ts";

/**
 * Opens a model file of any format.
 *
 * @throws ModelFileError in a sentence that names the file
 */
export async function openModelTensors(path: string): Promise<TensorFile> {
  const model = await openModel(path);
  const tensors = model.layers.flatMap((layer) => layer.tensors);
  return {
    path: model.path,
    format: model.format,
    bytes: await fileBytes(model),
    tensors,
    network: networkOf(model),
    warnings: model.warnings,
    read: (tensor, range) => model.read(tensor, range),
    close: () => model.close(),
  };
}

/** A tfjs model is its model.json and shards, which hold the tensors' bytes one after another. */
async function fileBytes({ format, path, layers }: ModelFile): Promise<number> {
  const { size } = await stat(path);
  if (!format.startsWith("tfjs-")) return size;
  return layers.reduce((sum, { tensors }) => tensors.reduce((inLayer, { bytes }) => inLayer + bytes, sum), size);
}

function networkOf({ topology, layers }: ModelFile): InspectedNetwork | undefined {
  if (!topology) return undefined;
  const { inputs, outputs } = networkEnds(topology);
  return {
    inputs: inputs.map(({ layer, shape }) => ({ layer, shape: shape ?? null })),
    outputs: outputs.map(({ layer, size }) => ({ layer, size: size ?? null })),
    layers: layers.map(({ name, className }) => ({ name, className })),
  };
}
