import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble } from "../assemble.ts";
import { parseJson } from "../json.ts";
import type { ModelFile } from "../modelFile.ts";
import { normalizeTopology } from "../topology/normalize.ts";
import { Hdf5File } from "./hdf5File.ts";
import { keras3Tensors } from "./keras3Layout.ts";
import { ZipEntries } from "./zipEntries.ts";

const configEntry = "config.json";
const weightsEntry = "model.weights.h5";

/**
 * Opens a `.keras` file: a zip of the configuration and an HDF5 file of weights. HDF5 is read from the disk, so the
 * weights are unpacked into a temporary folder, which `close` removes.
 *
 * @throws ModelFileError where the file is damaged or no Keras model
 */
export async function openKeras(path: string): Promise<ModelFile> {
  const folder = await mkdtemp(join(tmpdir(), "keras-"));
  let file: Hdf5File | undefined;
  const close = async () => {
    file?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const unpacked = join(folder, weightsEntry);
    const network = normalizeTopology(parseJson(await unpack(path, unpacked), `The ${configEntry} of ${path}`), path);
    file = await Hdf5File.open(unpacked, path);
    return assemble({ format: "keras-v3", path, tensors: keras3Tensors(file, network.given), network, close });
  } catch (error) {
    await close();
    throw error;
  }
}

/** Unpacks the weights into `target` and gives back the configuration's JSON. */
async function unpack(path: string, target: string): Promise<string> {
  const zip = await ZipEntries.open(path);
  try {
    const config = await zip.text(configEntry);
    await zip.extract(weightsEntry, target);
    return config;
  } finally {
    zip.close();
  }
}
