import { rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Topology } from "../models/modelFile.ts";
import { writeLayersModel } from "../models/tfjs/write.ts";
import { refused } from "../runs/runFolderError.ts";
import type { Network } from "./engines/engine.ts";
import { gzipSize } from "./gzipSize.ts";

/** An exported model and the size of its files, measured. */
export interface ExportedModel {
  /** The model.json. */
  readonly path: string;
  readonly rawBytes: number;
  /** Every file through gzip -9, as a web server would send it. */
  readonly gzipBytes: number;
}

/**
 * Writes the network as a tfjs LayersModel; an earlier export of that name is replaced when the new one is whole.
 *
 * @throws RunFolderError where it cannot be written
 */
export async function exportModel(folder: string, topology: Topology, network: Network): Promise<ExportedModel> {
  try {
    return await replaceExport(folder, topology, network);
  } catch (error) {
    throw refused(folder, "written", error);
  }
}

async function replaceExport(folder: string, topology: Topology, network: Network): Promise<ExportedModel> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  const tensors = network.tensors.map((tensor) => ({ ...tensor, values: () => network.read(tensor.name) }));
  const files = await writeLayersModel(partial, { topology, tensors });
  let rawBytes = 0;
  let gzipBytes = 0;
  for (const file of files) {
    rawBytes += file.bytes;
    gzipBytes += await gzipSize(file.path);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return { path: path.join(folder, "model.json"), rawBytes, gzipBytes };
}
