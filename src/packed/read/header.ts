import { PackedError } from "./packedError.ts";

/**
 * The header of a packed model: what it holds, and where. The whole format is described in docs/packed-format.md.
 *
 * Bytes 0..7 are the signature; then, each little-endian in 32 bits, the version, the bytes of the packed header, its
 * bytes once inflated, and the CRC-32 of the packed ones. The header follows, JSON through raw deflate; then the tensors'
 * streams, in the header's order and without gaps.
 */

export const signature = Uint8Array.of(0x89, 0x53, 0x50, 0x5a, 0x0d, 0x0a, 0x1a, 0x0a);
export const version = 1;
/** Bytes before the packed header. */
export const prefixBytes = 24;

/** How the bytes of a stream are written. */
export type Coding = "stored" | "deflate" | "rans";

/** Coding, bytes in the file, bytes once unpacked. */
export type Stream = readonly [coding: Coding, bytes: number, unpacked: number];

/**
 * How a tensor's values are split into streams:
 *
 * - raw: float32 values, little-endian
 * - dense: four planes of the values' bytes, see `planes.ts`
 * - masked: a bit a weight, 1 where it is not +0; four planes of the others
 * - indexed: how many +0 there are before each of the others; four planes of these
 * - palette: a byte a weight; the values that these bytes stand for, at most 256
 * - int8: a signed byte a weight, in steps of a scale; the scales, weight i has scale i mod their number
 */
export const encodings = ["raw", "dense", "masked", "indexed", "palette", "int8"] as const;
export type Encoding = (typeof encodings)[number];

export interface PackedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the values that are read. */
  readonly dtype: "float32";
  readonly encoding: Encoding;
  /** Weights that are not +0. */
  readonly nonZero: number;
  /** Of the streams' bytes in the file. */
  readonly crc32: number;
  readonly streams: readonly Stream[];
}

export interface PackedHeader {
  readonly generator: string;
  /** A Keras topology as TensorFlow.js loads it; null where the file holds tensors only. */
  readonly topology: { readonly class_name: string; readonly config: object } | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly PackedTensor[];
  /** Zero bytes at the end of the file; see `checkSizes`. */
  readonly padding: number;
}

export interface Prefix {
  readonly headerBytes: number;
  readonly unpackedHeaderBytes: number;
  readonly headerCrc32: number;
}

/** @throws PackedError where the bytes are not the beginning of a packed model that this reader knows */
export function readPrefix(bytes: Uint8Array): Prefix {
  if (bytes.length < prefixBytes || signature.some((byte, i) => bytes[i] !== byte)) {
    throw new PackedError("it is not a packed model: it does not begin as one");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, prefixBytes);
  const field = (index: number) => view.getUint32(8 + 4 * index, true);
  if (field(0) !== version) {
    throw new PackedError(`its format has the version ${field(0)}, and this reader knows ${version}`);
  }
  if (field(2) > mostHeaderBytes || field(2) > mostTimes * field(1)) {
    throw new PackedError(`it announces a header of ${field(2)} bytes in ${field(1)}`);
  }
  return { headerBytes: field(1), unpackedHeaderBytes: field(2), headerCrc32: field(3) };
}

/** Beyond that it is no header of a network. */
const mostHeaderBytes = 100_000_000;
/** More than deflate can make of a byte, see RFC 1951. */
const mostTimes = 1_032;

/**
 * Reads the header's JSON and checks all of it, so that readers can trust its numbers.
 *
 * @param fileBytes of the whole file where it is known: its tensors must then fill it exactly
 * @throws PackedError that names what is wrong, and with which tensor
 */
export function parseHeader(json: Uint8Array, prefix: Prefix, fileBytes: number | undefined): PackedHeader {
  const header = readJson(json);
  const { generator, topology = null, metadata = {}, tensors, padding = 0 } = header;
  require(typeof generator === "string", "its header names no generator");
  require(topology === null || isTopology(topology), "its topology is no Keras topology");
  require(isStrings(metadata), "its metadata are not strings");
  require(Array.isArray(tensors), "its header lists no tensors");
  require(isNatural(padding), "its padding is no number of bytes");
  const names = new Set<string>();
  for (const tensor of tensors) {
    checkTensor(tensor);
    require(!names.has(tensor.name), `it has two tensors ${tensor.name}`);
    names.add(tensor.name);
  }
  const checked: PackedHeader = { generator, topology, metadata, tensors, padding };
  checkSizes(checked, prefix, fileBytes);
  return checked;
}

/** Somebody may make files of names: none leads out of its folder. */
export function isTensorName(name: string): boolean {
  return name !== "" && !/(^|[/\\])\.\.?([/\\]|$)|\0/.test(name);
}

function readJson(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isObject(value)) return value;
  } catch {}
  throw new PackedError("its header is not a JSON object");
}

function checkTensor(value: unknown): asserts value is PackedTensor {
  require(isObject(value) && typeof value.name === "string" && value.name !== "", "a tensor of it has no name");
  const { name, shape, dtype, encoding, nonZero, crc32, streams } = value;
  require(isTensorName(name), `it has a tensor ${JSON.stringify(name)}, which is no name of one`);
  require(isNaturals(shape), `${name} has no shape`);
  const size = sizeOf(shape);
  require(Number.isSafeInteger(4 * size), `${name} has the impossible shape [${shape.join(", ")}]`);
  require(dtype === "float32", `${name} holds ${said(dtype)}, and this reader knows float32`);
  require(isNatural(crc32), `${name} has no checksum`);
  require(isNatural(nonZero) && nonZero <= size, `${name} cannot have ${said(nonZero)} non-zero weights of ${size}`);
  require(Array.isArray(streams) && streams.every(isStream), `${name} has no streams that this reader knows`);
  const expected = isEncoding(encoding) && unpackedSizes[encoding](size, nonZero);
  require(expected, `${name} is encoded as ${said(encoding)}, which this reader does not know`);
  const fits = streams.length === expected.length && streams.every(([, , bytes], i) => expected[i](bytes));
  require(fits, `${name} (${encoding}, ${size} weights) has streams of sizes that cannot be`);
}

/** Which sizes each stream of an encoding can have, unpacked. */
const unpackedSizes: Readonly<
  Record<Encoding, (size: number, nonZero: number) => readonly ((bytes: number) => boolean)[]>
> = {
  raw: (size) => [exactly(4 * size)],
  dense: (size) => planesOf(size),
  masked: (size, nonZero) => [exactly(Math.ceil(size / 8)), ...planesOf(nonZero)],
  indexed: (_, nonZero) => [(bytes) => bytes >= nonZero && bytes <= 8 * nonZero, ...planesOf(nonZero)],
  palette: (size) => [exactly(size), (bytes) => bytes % 4 === 0 && bytes <= 1024],
  int8: (size) => [exactly(size), (bytes) => bytes % 4 === 0 && bytes <= 4 * size && (bytes > 0 || size === 0)],
};

const exactly = (expected: number) => (bytes: number) => bytes === expected;
const planesOf = (count: number) => Array.from({ length: 4 }, () => exactly(count));

/**
 * The numbers must add up to the file; and what it unpacks to is bounded by what it is, so that no small file can ask for
 * all memory. A file that would be beyond that is padded.
 */
function checkSizes(header: PackedHeader, prefix: Prefix, fileBytes: number | undefined): void {
  const total = packedBytes(header, prefix);
  require(fileBytes === undefined ||
    total === fileBytes, `its header speaks of ${total} bytes, and it has ${fileBytes}`);
  const unpacked = header.tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  require(unpacked <= mostUnpacked(total), `it announces ${unpacked} bytes of weights in a file of ${total}`);
}

/** Bytes of the file that a header describes. */
export function packedBytes({ tensors, padding }: PackedHeader, { headerBytes }: Pick<Prefix, "headerBytes">): number {
  return tensors.reduce((sum, tensor) => sum + tensorBytes(tensor), prefixBytes + headerBytes + padding);
}

/** Bytes that a tensor takes in the file. */
export function tensorBytes({ streams }: Pick<PackedTensor, "streams">): number {
  return streams.reduce((sum, [, bytes]) => sum + bytes, 0);
}

/** Bytes of weights that a file of this size may hold. */
export function mostUnpacked(fileBytes: number): number {
  return 1_000 * fileBytes + (1 << 20);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** What stands in a header instead of a name or a number; objects may have a `toString` that is no function. */
function said(value: unknown): string {
  return typeof value === "object" ? "an object" : String(value);
}

function isStream(value: unknown): value is Stream {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [coding, bytes, unpacked] = value;
  if (!isNatural(bytes) || !isNatural(unpacked)) return false;
  return coding === "stored" ? bytes === unpacked : coding === "deflate" || coding === "rans";
}

function isEncoding(value: unknown): value is Encoding {
  return encodings.includes(value as Encoding);
}

function isTopology(value: unknown): value is NonNullable<PackedHeader["topology"]> {
  return isObject(value) && typeof value.class_name === "string" && isObject(value.config);
}

function isStrings(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((one) => typeof one === "string");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isNatural);
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function require(condition: unknown, otherwise: string): asserts condition {
  if (!condition) throw new PackedError(otherwise);
}
