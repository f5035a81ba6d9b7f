import { rename, rm } from "node:fs/promises";
import path from "node:path";
import type { PrunedAt } from "../models/export/checkMask.ts";
import { verifyWritten } from "../models/export/verifyWritten.ts";
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
 * Writes the network as a tfjs LayersModel and compares what the files hold with the network; an earlier export of that
 * name is replaced when the new one is whole.
 *
 * @param prunedAt masks that the weights are to keep
 * @throws RunFolderError where it cannot be written, or a weight is not what it should be
 */
export async function exportModel(
  folder: string,
  topology: Topology,
  network: Network,
  prunedAt?: PrunedAt,
): Promise<ExportedModel> {
  const partial = `${folder}.partial`;
  try {
    await rm(partial, { recursive: true, force: true });
    return await replaceExport(folder, partial, { topology, network, prunedAt });
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw refused(folder, "written", error);
  }
}

interface Exported {
  readonly topology: Topology;
  readonly network: Network;
  readonly prunedAt: PrunedAt | undefined;
}

async function replaceExport(
  folder: string,
  partial: string,
  { topology, network, prunedAt }: Exported,
): Promise<ExportedModel> {
  const tensors = network.tensors.map((tensor) => ({ ...tensor, values: () => network.read(tensor.name) }));
  const files = await writeLayersModel(partial, { topology, tensors });
  await verifyWritten(partial, tensors, prunedAt);
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
