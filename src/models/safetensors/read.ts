import { FileBytes } from "../fileBytes.ts";
import { decodeBfloat16, decodeFloat16 } from "../float16.ts";
import { ModelFileError } from "../modelFile.ts";
import { type NumericArray, viewAs } from "../numericArray.ts";
import { type Header, headerLength, lengthPrefix, parseHeader, type SafetensorsDType } from "./header.ts";

export interface SafetensorsTensor {
  readonly shape: readonly number[];
  /** In the array type of the stored dtype; float16 and bfloat16 as float32, bool as uint8. */
  readonly values: NumericArray;
}

export interface Safetensors {
  /** By name, in the order of the file's header. */
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a whole safetensors file.
 *
 * @throws ModelFileError where the file is missing, damaged or cut short
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const file = await FileBytes.open(path);
  try {
    const { header, dataStart } = await readHeader(file);
    const tensors = new Map<string, SafetensorsTensor>();
    for (const { name, dtype, shape, offset, bytes } of header.entries) {
      tensors.set(name, { shape, values: viewStored(await file.read(dataStart + offset, bytes), dtype) });
    }
    return { tensors, metadata: header.metadata };
  } finally {
    await file.close();
  }
}

/** The checked header, and where in the file the tensors' data begin. */
export async function readHeader(file: FileBytes): Promise<{ readonly header: Header; readonly dataStart: number }> {
  if (file.size < lengthPrefix) {
    throw new ModelFileError(`${file.path} has ${file.size} bytes: too few for a safetensors file.`);
  }
  const length = headerLength(await file.read(0, lengthPrefix), file.size, file.path);
  const dataStart = lengthPrefix + length;
  const header = parseHeader(await file.read(lengthPrefix, length), file.size - dataStart, file.path);
  return { header, dataStart };
}

function viewStored(bytes: Uint8Array<ArrayBuffer>, dtype: SafetensorsDType): NumericArray {
  switch (dtype) {
    case "float16":
      return decodeFloat16(new Uint16Array(bytes.buffer));
    case "bfloat16":
      return decodeBfloat16(new Uint16Array(bytes.buffer));
    case "bool":
      return bytes;
    default:
      return viewAs(bytes, dtype);
  }
}
