import { decodeTensor } from "../../packed/read/decodeTensor.ts";
import {
  type PackedHeader,
  type PackedTensor,
  prefixBytes,
  readPrefix,
  signature,
  tensorBytes,
} from "../../packed/read/header.ts";
import { PackedError } from "../../packed/read/packedError.ts";
import { unpackHeader } from "../../packed/read/unpackHeader.ts";
import { assemble, type FileTensor } from "../assemble.ts";
import { FileBytes } from "../fileBytes.ts";
import { type ModelFile, ModelFileError } from "../modelFile.ts";
import { WeightPlacer } from "../placement.ts";
import { placedLayers } from "../topology/graph.ts";
import { normalizeTopology } from "../topology/normalize.ts";

/** Whether a file that begins with these bytes is a packed model. */
export function isPacked(head: Uint8Array): boolean {
  return signature.every((byte, i) => head[i] === byte);
}

/**
 * Opens a packed model. Tensors are unpacked one by one, as they are read.
 *
 * @throws ModelFileError where the file is missing or damaged
 */
export async function openPacked(path: string): Promise<ModelFile> {
  const file = await FileBytes.open(path);
  try {
    const { header, dataStart } = await readPackedHeader(file);
    const network = header.topology ? normalizeTopology(header.topology, path) : undefined;
    const placer = network && new WeightPlacer(placedLayers(network.graph));
    const unpacker = new Unpacker(file);
    let offset = dataStart;
    const tensors = header.tensors.map((tensor): FileTensor => {
      const start = offset;
      offset += tensorBytes(tensor);
      return {
        name: tensor.name,
        shape: tensor.shape,
        dtype: tensor.encoding === "int8" ? "int8" : tensor.dtype,
        bytes: tensorBytes(tensor),
        placement: placer?.place(tensor.name),
        read: async (from, to) => (await unpacker.unpack(tensor, start)).slice(from, to),
      };
    });
    return assemble({ format: "packed", path, tensors, network, close: () => file.close() });
  } catch (error) {
    await file.close();
    throw damaged(path, error);
  }
}

/**
 * Reads what a packed file says of itself.
 *
 * @returns the header, and where the tensors' bytes begin
 * @throws PackedError where it is damaged
 */
export async function readPackedHeader(file: FileBytes): Promise<{ header: PackedHeader; dataStart: number }> {
  const prefix = readPrefix(await file.read(0, Math.min(prefixBytes, file.size)));
  const dataStart = prefixBytes + prefix.headerBytes;
  if (dataStart > file.size) throw new PackedError("it ends within its header");
  const bytes = await file.read(prefixBytes, prefix.headerBytes);
  return { header: await unpackHeader(bytes, prefix, file.size), dataStart };
}

/** Keeps the tensor that was read last: pictures read one in many pieces. */
class Unpacker {
  readonly #file: FileBytes;
  #last: { readonly tensor: PackedTensor; readonly values: Promise<Float32Array> } | undefined;

  constructor(file: FileBytes) {
    this.#file = file;
  }

  unpack(tensor: PackedTensor, offset: number): Promise<Float32Array> {
    if (this.#last?.tensor !== tensor) this.#last = { tensor, values: this.#read(tensor, offset) };
    return this.#last.values;
  }

  async #read(tensor: PackedTensor, offset: number): Promise<Float32Array> {
    try {
      return await decodeTensor(tensor, await this.#file.read(offset, tensorBytes(tensor)));
    } catch (error) {
      throw damaged(this.#file.path, error);
    }
  }
}

function damaged(path: string, error: unknown): unknown {
  return error instanceof PackedError ? new ModelFileError(`${path} cannot be read: ${error.message}.`) : error;
}
