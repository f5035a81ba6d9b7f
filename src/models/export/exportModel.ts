import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkComplete } from "../checkComplete.ts";
import { writeKerasH5 } from "../keras/writeH5.ts";
import { ModelFileError } from "../modelFile.ts";
import { arrayTensor } from "../numericArray.ts";
import { writeSafetensors } from "../safetensors/write.ts";
import { writeLayersModel } from "../tfjs/write.ts";
import { unwritable } from "../unwritable.ts";
import type { WholeModel } from "../wholeModel.ts";
import type { PrunedAt } from "./checkMask.ts";
import type { ExportFormat } from "./exportFormat.ts";
import { verifyWritten, type WrittenWeights } from "./verifyWritten.ts";

export interface ExportedFile extends WrittenWeights {
  /** What was given to be written: a file, or the folder of a tfjs model. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Writes a whole model, reads it again and compares it with what was given before it gets its name. Where anything is
 * wrong nothing of it stays, and a file that had the name before is as it was.
 *
 * @param path of a file, which is replaced, or for tfjs of a folder, which must be new or empty
 * @param prunedAt masks of the run that made the model
 * @throws ModelFileError in a sentence that names the tensor or the file
 */
export async function exportModel(
  path: string,
  format: ExportFormat,
  model: WholeModel,
  prunedAt?: PrunedAt,
): Promise<ExportedFile> {
  const write = writerOf(format, model);
  if (format === "tfjs") await makeRoom(path);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await write(temporary);
    const written = await verifyWritten(temporary, model.weights, prunedAt);
    const bytes = await sizeOnDisk(temporary);
    await rename(temporary, path);
    return { path, bytes, ...written };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw unwritable(path, error);
  }
}

function writerOf(format: ExportFormat, { topology, weights }: WholeModel): (path: string) => Promise<unknown> {
  if (format === "safetensors") {
    return (path) =>
      writeSafetensors(
        path,
        weights.map(({ name, shape, values }) => arrayTensor(name, shape, values)),
      );
  }
  if (!topology) {
    throw new ModelFileError(
      "The file holds weights without the network they belong to: it can be exported as safetensors alone.",
    );
  }
  checkComplete(topology, weights);
  return format === "tfjs"
    ? (path) => writeLayersModel(path, { topology, tensors: weights })
    : (path) => writeKerasH5(path, topology, weights);
}

/** Takes away an empty folder, which a new one could not replace everywhere. */
async function makeRoom(folder: string): Promise<void> {
  const stats = await stat(folder).catch(() => undefined);
  if (!stats) return;
  if (!stats.isDirectory() || (await readdir(folder)).length > 0) {
    throw new ModelFileError(`${folder} is there already, and a tfjs model needs a folder of its own. Give a new one.`);
  }
  await rmdir(folder);
}

async function sizeOnDisk(path: string): Promise<number> {
  const stats = await stat(path);
  if (!stats.isDirectory()) return stats.size;
  const sizes = (await readdir(path)).map(async (name) => (await stat(join(path, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
