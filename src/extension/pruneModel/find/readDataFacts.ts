import { open, readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, gunzip } from "node:zlib";
import { type ArrayHeader, idxHeader, npyHeader } from "./arrayHeaders.ts";
import { type DataFacts, DataProblem, type Targets } from "./dataFacts.ts";
import type { DataPlace } from "./dataPlace.ts";
import { readFolderTree } from "./folderTree.ts";
import { imageFacts } from "./imageFacts.ts";
import { tableFacts } from "./tableFacts.ts";

/** Headers are shorter, and a table's beginning shows what it is. */
const headBytes = 1 << 16;
/** Files of labels and tables up to this size are read whole: no more than a blink of the extension's only thread. */
const wholeBytes = 1 << 20;

/** @throws DataProblem, in a sentence that names the file */
export async function readDataFacts(place: DataPlace): Promise<DataFacts> {
  try {
    return await factsOf(place);
  } catch (error) {
    if (error instanceof DataProblem) throw error;
    throw new DataProblem(`It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function factsOf(place: DataPlace): Promise<DataFacts> {
  switch (place.type) {
    case "sample":
      return sampleFacts;
    case "images":
      return imageFacts(await readFolderTree(place.path));
    case "idx":
      return idxFacts(place);
    case "csv": {
      const { bytes, isWhole } = await beginning(place.train);
      return tableFacts(place, bytes.toString("utf8"), isWhole);
    }
    case "npy":
      return npyFacts(place);
  }
}

/** The images that come with the package. */
export const sampleFacts: DataFacts = {
  place: { type: "sample", name: "fashion-mnist" },
  inputShapes: [[28, 28, 1]],
  targets: [{ kind: "classes", count: 10, exact: true }],
  train: 2000,
  test: 1000,
  areBytes: true,
  columns: [],
};

async function idxFacts(place: DataPlace & { type: "idx" }): Promise<DataFacts> {
  const header = async (file: string) => idxHeader(await unpacked(await head(file)), file);
  const train = await header(place.trainImages);
  const test = await header(place.testImages);
  const [, ...shape] = train.shape;
  return {
    place,
    // Grey images have no dimension of channels in the file.
    inputShapes: [shape.length === 2 ? [...shape, 1] : shape],
    targets: [await idxTargets(place.trainLabels)],
    train: train.shape[0],
    test: test.shape[0],
    areBytes: train.element === "byte",
    columns: [],
  };
}

/** As many classes as the greatest label says; unknown where the labels are too many to be read, or no bytes. */
async function idxTargets(file: string): Promise<Targets | undefined> {
  const { bytes, isWhole } = await beginning(file);
  const labels = await unpacked(bytes);
  const { shape, element, start } = idxHeader(labels, file);
  if (!isWhole || element !== "byte" || shape.length !== 1) return undefined;
  const count = labels.subarray(start).reduce((greatest, label) => Math.max(greatest, label), 0) + 1;
  return { kind: "classes", count, exact: false };
}

async function npyFacts(place: DataPlace & { type: "npy" }): Promise<DataFacts> {
  const headers = (files: string | readonly string[]) =>
    Promise.all([files].flat().map(async (file) => npyHeader(await head(file), file)));
  const inputs = await headers(place.trainInputs);
  const [test] = await headers(place.testInputs);
  return {
    place,
    inputShapes: inputs.map(({ shape }) => shape.slice(1)),
    targets: (await headers(place.trainTargets)).map(npyTargets),
    train: inputs[0]?.shape[0],
    test: test?.shape[0],
    areBytes: inputs.some(({ element }) => element === "byte"),
    columns: [],
  };
}

/** Whole numbers in one column are classes, how many is in the values; wide rows may be one-hot or values. */
function npyTargets({ shape, element }: ArrayHeader): Targets | undefined {
  const width = shape.slice(1).reduce((product, extent) => product * extent, 1);
  if (width > 1) return { kind: "classes", count: width, exact: true };
  return element === "float" ? { kind: "values", width: 1 } : undefined;
}

async function head(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function beginning(file: string): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const { size } = await stat(file);
  return size <= wholeBytes
    ? { bytes: await readFile(file), isWhole: true }
    : { bytes: await head(file), isWhole: false };
}

/** What gzip packed, as far as it is there. */
async function unpacked(bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return promisify<Buffer, { finishFlush: number }, Buffer>(gunzip)(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}
