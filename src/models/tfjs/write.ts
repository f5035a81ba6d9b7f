import { join } from "node:path";
import { sizeOf, type WeightTensor } from "../../pruning/tensor.ts";
import { append, writeAtomically } from "../atomicFile.ts";
import { ModelFileError, type Topology } from "../modelFile.ts";
import { placedLayers } from "../topology/graph.ts";
import { readGraph } from "../topology/read.ts";

/** A weight of a network, and its values: row-major, or a function that is called when it is their turn. */
export interface WeightToWrite extends Pick<WeightTensor, "name" | "layer" | "shape"> {
  readonly values: Float32Array | (() => Float32Array | Promise<Float32Array>);
}

export interface LayersModelToWrite {
  readonly topology: Topology;
  readonly tensors: readonly WeightToWrite[];
  /** Largest size of a shard; 4 MiB where left out, so that browsers can cache each. */
  readonly shardBytes?: number;
}

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Writes a tfjs LayersModel: `model.json` and its shards, for `tf.loadLayersModel`. Each file is written whole or not
 * at all, `model.json` last.
 *
 * @returns the files, `model.json` first
 * @throws ModelFileError where two weights would have the same name in the file
 */
export async function writeLayersModel(
  folder: string,
  model: LayersModelToWrite,
): Promise<readonly [WrittenFile, ...WrittenFile[]]> {
  const { topology, tensors, shardBytes = 4 * 1024 * 1024 } = model;
  const names = manifestNames(topology, tensors);
  const total = tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  const shards = await writeShards(folder, tensors, Math.ceil(total / shardBytes), shardBytes);
  const document = {
    format: "layers-model",
    generatedBy: "Sparsity Inspector",
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [
      {
        paths: shards.map(({ name }) => name),
        weights: tensors.map(({ shape }, i) => ({ name: names[i], shape, dtype: "float32" })),
      },
    ],
  };
  const json = new TextEncoder().encode(JSON.stringify(document));
  return [await writeFile(folder, "model.json", json), ...shards.map(({ file }) => file)];
}

/**
 * tfjs finds the weights of nested models by the innermost layer's name alone: `backbone/conv/kernel` is
 * `conv/kernel` there.
 *
 * @throws ModelFileError where two weights would have the same name
 */
export function manifestNames(topology: Topology, tensors: readonly Pick<WeightTensor, "name" | "layer">[]): string[] {
  const layerNames = new Map(
    placedLayers(readGraph(topology, "the model to write")).map(({ path, layer }) => [path, layer.name]),
  );
  const owners = new Map<string, string>();
  return tensors.map(({ name, layer }) => {
    const layerName = layerNames.get(layer);
    if (layerName === undefined) throw new Error(`The topology has no layer ${layer} for the weight ${name}.`);
    const short = layerName + name.slice(layer.length);
    const other = owners.get(short);
    if (other !== undefined) {
      throw new ModelFileError(
        `tfjs files call the weights ${other} and ${name} both ${short}, and cannot hold both. Give the layers of nested models different names.`,
      );
    }
    owners.set(short, name);
    return short;
  });
}

interface Shard {
  readonly name: string;
  readonly file: WrittenFile;
}

/** Cuts the tensors' bytes, one after the other, into `count` files. */
async function writeShards(
  folder: string,
  tensors: readonly WeightToWrite[],
  count: number,
  shardBytes: number,
): Promise<Shard[]> {
  const shards: Shard[] = [];
  let pieces: Uint8Array[] = [];
  let filled = 0;
  const flush = async () => {
    const name = `group1-shard${shards.length + 1}of${count}.bin`;
    shards.push({ name, file: await writeFile(folder, name, ...pieces) });
    pieces = [];
    filled = 0;
  };
  for (const tensor of tensors) {
    let bytes = await bytesOf(tensor);
    while (bytes.length > 0) {
      const piece = bytes.subarray(0, shardBytes - filled);
      pieces.push(piece);
      filled += piece.length;
      bytes = bytes.subarray(piece.length);
      if (filled === shardBytes) await flush();
    }
  }
  if (filled > 0) await flush();
  return shards;
}

async function bytesOf({ name, shape, values }: WeightToWrite): Promise<Uint8Array> {
  const floats = typeof values === "function" ? await values() : values;
  if (floats.length !== sizeOf(shape)) {
    throw new Error(`${name} gave ${floats.length} values for the shape [${shape.join(", ")}].`);
  }
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}

async function writeFile(folder: string, name: string, ...pieces: readonly Uint8Array[]): Promise<WrittenFile> {
  const path = join(folder, name);
  await writeAtomically(path, async (file) => {
    for (const piece of pieces) await append(file, piece);
  });
  return { path, bytes: pieces.reduce((sum, { length }) => sum + length, 0) };
}
