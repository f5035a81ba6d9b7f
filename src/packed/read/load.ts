import { type ByteSource, openSource } from "./byteSource.ts";
import { decodeTensor } from "./decodeTensor.ts";
import { type PackedHeader, packedBytes, prefixBytes, readPrefix, sizeOf, tensorBytes } from "./header.ts";
import { PackedError } from "./packedError.ts";
import type { PackedSource } from "./packedSource.ts";
import { unpackHeader } from "./unpackHeader.ts";

export { PackedError } from "./packedError.ts";
export type { PackedSource } from "./packedSource.ts";

/** What `tf.loadLayersModel` wants to know: the part of TensorFlow.js' ModelArtifacts that a packed model has. */
export interface LoadedArtifacts {
  readonly modelTopology: { readonly class_name: string; readonly config: object };
  readonly weightSpecs: { name: string; shape: number[]; dtype: "float32" }[];
  /** One a weight, in the order of the specs. */
  readonly weightData: ArrayBuffer[];
  readonly format: "layers-model";
  readonly generatedBy: string;
  readonly userDefinedMetadata: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  /** Told the share of the file that is read and unpacked, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Most bytes of weights that are accepted; 4 GiB where left out. */
  readonly maximumBytes?: number;
}

/**
 * A packed model as an IOHandler of TensorFlow.js: `await tf.loadLayersModel(packed("model.spz"))`.
 *
 * Loading unpacks each tensor as soon as it has arrived. It rejects with a PackedError where the file is damaged or no
 * packed model.
 */
export function packed(source: PackedSource, options: LoadOptions = {}): { load(): Promise<LoadedArtifacts> } {
  return { load: () => load(source, options) };
}

async function load(source: PackedSource, options: LoadOptions): Promise<LoadedArtifacts> {
  let bytes: ByteSource | undefined;
  try {
    bytes = await openSource(source);
    return await read(bytes, options);
  } catch (error) {
    await bytes?.cancel();
    if (!(error instanceof PackedError)) throw error;
    const named = typeof source === "string" || source instanceof URL ? ` ${source}` : "";
    throw new PackedError(`The packed model${named} cannot be loaded: ${error.message}.`);
  }
}

async function read(source: ByteSource, { onProgress, maximumBytes = 2 ** 32 }: LoadOptions): Promise<LoadedArtifacts> {
  const { header, bytesBefore } = await readHeader(source);
  const { tensors, topology, padding } = header;
  if (!topology) throw new PackedError("it holds weights only, without the network they belong to");
  const weights = tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (weights > maximumBytes)
    throw new PackedError(`its weights take ${weights} bytes, and ${maximumBytes} are accepted`);
  const all = packedBytes(header, { headerBytes: bytesBefore - prefixBytes });
  let done = bytesBefore;
  const weightData: ArrayBuffer[] = [];
  for (const tensor of tensors) {
    const count = tensorBytes(tensor);
    weightData.push((await decodeTensor(tensor, await source.take(count))).buffer);
    done += count;
    onProgress?.(done / all);
  }
  if ((await source.take(padding)).some((byte) => byte !== 0)) throw new PackedError("its padding is damaged");
  await source.end();
  onProgress?.(1);
  return {
    modelTopology: topology,
    weightSpecs: tensors.map(({ name, shape }) => ({ name, shape: [...shape], dtype: "float32" })),
    weightData,
    format: "layers-model",
    generatedBy: header.generator,
    userDefinedMetadata: header.metadata,
  };
}

/** Reads the beginning of a packed model, up to its tensors. */
async function readHeader(source: ByteSource): Promise<{ header: PackedHeader; bytesBefore: number }> {
  const prefix = readPrefix(await source.take(prefixBytes));
  const header = await unpackHeader(await source.take(prefix.headerBytes), prefix, source.size);
  return { header, bytesBefore: prefixBytes + prefix.headerBytes };
}
