import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { FileBytes, unreadable } from "./fileBytes.ts";
import { parseJson } from "./json.ts";
import { openKerasH5 } from "./keras/openH5.ts";
import { openKeras } from "./keras/openKeras.ts";
import { type ModelFile, ModelFileError } from "./modelFile.ts";
import { isPacked, openPacked } from "./packed/open.ts";
import { openSafetensors } from "./safetensors/open.ts";
import { isTfjs, openTfjs } from "./tfjs/open.ts";

const accepted =
  "Accepted are a tfjs model.json or its folder, Keras .h5 and .keras files, .safetensors files, and packed .spz files.";

/**
 * Opens a model file of any format. What it is, its content says; the extension only where the content does not.
 *
 * @throws ModelFileError in a sentence for the person who gave the file
 */
export async function openModel(path: string): Promise<ModelFile> {
  const file = await modelJsonOf(path);
  switch (await detect(file)) {
    case "hdf5":
      return openKerasH5(file);
    case "zip":
      return openKeras(file);
    case "safetensors":
      return openSafetensors(file);
    case "packed":
      return openPacked(file);
    case "json":
      return openJson(file);
    case undefined:
      throw new ModelFileError(`${file} is not a model file that can be read. ${accepted}`);
  }
}

/** The `model.json` of a folder; other paths as they are. */
async function modelJsonOf(path: string): Promise<string> {
  const stats = await stat(path).catch((error) => {
    throw unreadable(path, error);
  });
  if (!stats.isDirectory()) return path;
  const inside = join(path, "model.json");
  if (await stat(inside).catch(() => undefined)) return inside;
  throw new ModelFileError(`The folder ${path} has no model.json. ${accepted}`);
}

async function openJson(path: string): Promise<ModelFile> {
  const json = parseJson(await readFile(path, "utf8"), path);
  if (!isTfjs(json)) {
    throw new ModelFileError(
      `${path} is JSON, but no model: it has neither modelTopology nor weightsManifest. ${accepted}`,
    );
  }
  return openTfjs(path, json);
}

type Container = "hdf5" | "zip" | "safetensors" | "packed" | "json";

const byExtension: Readonly<Record<string, Container>> = {
  ".h5": "hdf5",
  ".hdf5": "hdf5",
  ".keras": "zip",
  ".safetensors": "safetensors",
  ".spz": "packed",
  ".json": "json",
};

async function detect(path: string): Promise<Container | undefined> {
  const file = await FileBytes.open(path);
  try {
    const head = Buffer.from(await file.read(0, Math.min(file.size, 64)));
    return byContent(head, file.size) ?? byExtension[extname(path).toLowerCase()];
  } finally {
    await file.close();
  }
}

function byContent(head: Buffer, fileSize: number): Container | undefined {
  if (head.subarray(0, 8).toString("latin1") === "\x89HDF\r\n\x1a\n") return "hdf5";
  if (head.subarray(0, 4).toString("latin1") === "PK\x03\x04") return "zip";
  if (isPacked(head)) return "packed";
  // A safetensors file begins with the length of its header, which is a JSON object.
  if (head.length > 8 && head[8] === 0x7b && head.readBigUInt64LE() <= fileSize) return "safetensors";
  if (/^[\s\ufeff]*[[{]/.test(head.toString("utf8"))) return "json";
  return undefined;
}
