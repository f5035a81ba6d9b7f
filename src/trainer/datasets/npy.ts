import { type NpyArray, parse } from "npyjs";
import type { ArrayFile } from "./arrayFile.ts";
import { DatasetError } from "./dataset.ts";
import { messageOf, readBytes, sha256 } from "./files.ts";
import { shapeText, sizeOf } from "./shapes.ts";

/**
 * Reads an array that numpy.save wrote: real numbers of any width, C order, little-endian.
 *
 * @throws DatasetError that names the file: missing, no .npy file, truncated, or an order or type that is not read
 */
export async function readNpy(path: string): Promise<ArrayFile> {
  const file = await readBytes(path);
  const array = parseArray(path, file);
  if (array.shape.length === 0)
    throw new DatasetError(`${path} holds a single number, but one row an example is needed.`);
  if (array.fortranOrder) {
    throw new DatasetError(
      `${path} is in Fortran order (column by column). Save it as numpy.ascontiguousarray(array).`,
    );
  }
  const values = numbersOf(path, array);
  const expected = sizeOf(array.shape);
  if (values.length !== expected) {
    const problem = values.length < expected ? "is truncated" : "is longer than its header says";
    throw new DatasetError(
      `${path} ${problem}: an array of ${shapeText(array.shape)} has ${expected} numbers, but ${values.length} follow the header.`,
    );
  }
  return { file: path, shape: array.shape, values, sha256: sha256(file) };
}

function parseArray(path: string, file: Buffer): NpyArray {
  const bytes = new Uint8Array(file).buffer;
  try {
    return parse(bytes);
  } catch (error) {
    throw new DatasetError(
      `${path} cannot be read as a .npy file (${messageOf(error)}). It is damaged, truncated or of a type that is not read; save it with numpy.save as little-endian float32.`,
    );
  }
}

function numbersOf(path: string, { data, dtype }: NpyArray): Uint8Array | Float32Array {
  if (data instanceof Uint8Array || data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  if (
    data instanceof Float64Array ||
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Uint16Array ||
    data instanceof Int32Array ||
    data instanceof Uint32Array
  ) {
    return Float32Array.from(data);
  }
  throw new DatasetError(`${path} holds elements of type ${dtype}. Save it as real numbers: array.astype("float32").`);
}
