import "@tensorflow/tfjs-backend-cpu";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setBackend } from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";

/** Opens an exported LayersModel with TensorFlow.js as it is, whose own reader wants a web server. */
export async function loadExport(folder: string): Promise<LayersModel> {
  await setBackend("cpu");
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(path.join(folder, "model.json"), "utf8"));
  const [group] = weightsManifest;
  const shards = await Promise.all(group.paths.map((name: string) => readFile(path.join(folder, name))));
  const bytes = Buffer.concat(shards);
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return loadLayersModel({ load: async () => ({ modelTopology, weightSpecs: group.weights, weightData }) });
}
