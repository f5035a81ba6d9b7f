import { crc32 } from "node:zlib";
import {
  mostUnpacked,
  type PackedHeader,
  type PackedTensor,
  prefixBytes,
  signature,
  sizeOf,
  version,
} from "../read/header.ts";
import { type EncodedTensor, encodeTensor } from "./encodeTensor.ts";
import { encodeQuantized, type Quantization, quantize } from "./quantize.ts";
import { deflate } from "./streams.ts";

export interface TensorToPack {
  /** As the reader is to give it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Scales for int8 (see `quantize`); undefined keeps the values bit for bit. */
  readonly int8Channels: number | undefined;
}

export interface ModelToPack extends Pick<PackedHeader, "generator" | "topology" | "metadata"> {
  readonly tensors: readonly TensorToPack[];
}

/** A packed model in memory. */
export interface PackedModel {
  readonly header: PackedHeader;
  /** Bytes that the header takes, packed. */
  readonly headerBytes: number;
  /** The file's bytes, in pieces. */
  readonly pieces: readonly Uint8Array[];
  /** What int8 did, by the names of the tensors that it was asked for. */
  readonly quantized: ReadonlyMap<string, Quantization>;
}

/**
 * Packs a model: each tensor in whichever encoding takes the fewest bytes, measured.
 *
 * @throws Error where a tensor has not as many values as its shape says
 */
export function packTensors({ tensors, ...rest }: ModelToPack): PackedModel {
  const pieces: Uint8Array[] = [];
  const quantized = new Map<string, Quantization>();
  const described = tensors.map((tensor): PackedTensor => {
    const { name, shape, values, int8Channels } = tensor;
    if (values.length !== sizeOf(shape)) throw new Error(`${name} has ${values.length} values for [${shape}].`);
    const rounded = int8Channels === undefined ? undefined : quantize(values, int8Channels);
    if (rounded) quantized.set(name, { roundedToZero: rounded.roundedToZero, largestError: rounded.largestError });
    const { encoding, nonZero, streams }: EncodedTensor = rounded ? encodeQuantized(rounded) : encodeTensor(values);
    const bytes = streams.map((one) => one.bytes);
    pieces.push(...bytes);
    const checksum = bytes.reduce((sum, piece) => crc32(piece, sum), 0);
    return {
      name,
      shape,
      dtype: "float32",
      encoding,
      nonZero,
      crc32: checksum,
      streams: streams.map(({ stream }) => stream),
    };
  });
  const { header, bytes } = finish({ ...rest, tensors: described, padding: 0 }, pieces);
  return {
    header,
    headerBytes: bytes.length - prefixBytes,
    pieces: [bytes, ...pieces, new Uint8Array(header.padding)],
    quantized,
  };
}

/** The header's bytes; with as much padding as a reader wants for so many weights, see `checkSizes`. */
function finish(header: PackedHeader, pieces: readonly Uint8Array[]): { header: PackedHeader; bytes: Uint8Array } {
  const bytes = writeHeader(header);
  const unpacked = header.tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  const streams = pieces.reduce((sum, { length }) => sum + length, 0);
  if (unpacked <= mostUnpacked(bytes.length + streams)) return { header, bytes };
  // Reckoned without the header: with the number in it, it may take fewer bytes than before.
  const padded = { ...header, padding: Math.ceil((unpacked - mostUnpacked(streams)) / 1_000) };
  return { header: padded, bytes: writeHeader(padded) };
}

function writeHeader(header: PackedHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const packed = deflate(json);
  const bytes = new Uint8Array(prefixBytes + packed.length);
  bytes.set(signature);
  const view = new DataView(bytes.buffer, signature.length);
  [version, packed.length, json.length, crc32(packed)].forEach((field, i) => {
    view.setUint32(4 * i, field, true);
  });
  bytes.set(packed, prefixBytes);
  return bytes;
}
