import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { ArrayFile } from "./arrayFile.ts";
import { DatasetError } from "./dataset.ts";
import { messageOf, readBytes, sha256 } from "./files.ts";
import { shapeText, sizeOf } from "./shapes.ts";

/**
 * Reads an IDX file (the format of MNIST, http://yann.lecun.com/exdb/mnist/), gzipped or not: two zero bytes, the
 * element type, the number of dimensions, one big-endian uint32 a dimension, then the elements, big-endian, row-major.
 *
 * @throws DatasetError that names the file: missing, no IDX file, truncated, or longer than its header says
 */
export async function readIdx(path: string): Promise<ArrayFile> {
  const file = await readBytes(path);
  const bytes = await unpack(path, file);
  const { shape, type, start } = readHeader(path, bytes);
  const expected = sizeOf(shape) * type.bytes;
  const found = bytes.length - start;
  if (found !== expected) {
    const problem = found < expected ? "is truncated" : "is longer than its header says";
    throw new DatasetError(
      `${path} ${problem}: ${shapeText(shape)} elements take ${expected} bytes, but ${found} follow the header.`,
    );
  }
  return { file: path, shape, values: type.read(bytes.subarray(start)), sha256: sha256(file) };
}

interface ElementType {
  readonly bytes: number;
  /** Elements of the rest of the file. */
  readonly read: (data: Buffer) => Uint8Array | Float32Array;
}

const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [0x08, { bytes: 1, read: (data: Buffer) => data }],
  [0x09, floats(1, (data, offset) => data.readInt8(offset))],
  [0x0b, floats(2, (data, offset) => data.readInt16BE(offset))],
  [0x0c, floats(4, (data, offset) => data.readInt32BE(offset))],
  [0x0d, floats(4, (data, offset) => data.readFloatBE(offset))],
  [0x0e, floats(8, (data, offset) => data.readDoubleBE(offset))],
]);

function floats(bytes: number, readAt: (data: Buffer, offset: number) => number): ElementType {
  return {
    bytes,
    read: (data) => Float32Array.from({ length: data.length / bytes }, (_, index) => readAt(data, index * bytes)),
  };
}

function readHeader(path: string, bytes: Buffer) {
  const type = bytes.length >= 4 && bytes.readUInt16BE(0) === 0 ? elementTypes.get(bytes[2]) : undefined;
  const dimensions = bytes[3];
  if (!type || dimensions === 0) {
    throw new DatasetError(
      `${path} is no IDX file: it begins with the bytes ${bytes.toString("hex", 0, 4)}, where images of MNIST have 00000803 and labels 00000801.`,
    );
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) throw new DatasetError(`${path} is truncated: it ends within its header.`);
  const shape = Array.from({ length: dimensions }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  return { shape, type, start };
}

/** By the magic number, not by the name: files are often renamed or unpacked on the way. */
async function unpack(path: string, file: Buffer): Promise<Buffer> {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file;
  try {
    return await promisify(gunzip)(file);
  } catch (error) {
    throw new DatasetError(
      `${path} cannot be unpacked (gzip: ${messageOf(error)}). It is truncated or damaged; get it again.`,
    );
  }
}
