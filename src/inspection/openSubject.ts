import { basename, dirname, extname, join, resolve } from "node:path";
import { isRunFolder } from "../runs/runFolder.ts";
import { placeInRun } from "./inRun.ts";
import { MaskFile } from "./maskReader.ts";
import { openModelTensors } from "./modelTensors.ts";
import { openFileOfRun, openRun } from "./openRun.ts";
import { Subject } from "./subject.ts";
import type { TensorFile } from "./tensorFile.ts";

/**
 * Opens what a person wants to look into: a run's folder, a file that a run wrote (with the run's masks), any other
 * model file, or a mask history alone. Reads headers only.
 *
 * @throws ModelFileError or RunFolderError in a sentence that names the file
 */
export async function openSubject(path: string): Promise<Subject> {
  if (await isRunFolder(path)) return openRun(path);
  const place = await placeInRun(path);
  // The network as it came was never pruned.
  if (place && !(place.kind === "export" && place.variant === "dense")) return openFileOfRun(path, place);
  return openFile(path);
}

async function openFile(path: string): Promise<Subject> {
  const file = await openModelTensors(path);
  const masks = await masksIn(file);
  return new Subject({
    title: titleOf(file.path),
    weights: masks ? asMasks(file) : file,
    masks,
    run: null,
    warnings: [],
  });
}

/** All tfjs models are called model.json: their folders tell them apart. */
function titleOf(path: string): string {
  const name = basename(path);
  return extname(name) === ".json" ? join(basename(dirname(resolve(path))), name) : name;
}

async function masksIn({ path, format, tensors }: TensorFile): Promise<MaskFile | undefined> {
  const mayBeMasks = format === "safetensors" && tensors.every(({ dtype }) => dtype === "uint8" || dtype === "uint16");
  return mayBeMasks ? MaskFile.open(path).catch(() => undefined) : undefined;
}

/** A mask history without weights: its masks stand for them, 1 where a weight is kept. */
function asMasks(file: TensorFile): TensorFile {
  return {
    ...file,
    format: "mask-history",
    async read(tensor, range) {
      const prunedAt = await file.read(tensor, range);
      return prunedAt.map((event) => (event === 0 ? 1 : 0));
    },
  };
}
