import type { Encoding } from "../read/header.ts";
import { bytesOf, gapsOf, maskOf, nonZeroOf, paletteOf, splitPlanes } from "./split.ts";
import { packStream, type WrittenStream } from "./streams.ts";

/** A tensor's values as they go into the file. */
export interface EncodedTensor {
  readonly encoding: Encoding;
  readonly nonZero: number;
  readonly streams: readonly WrittenStream[];
}

/** Encodes values bit by bit, in whichever way takes the fewest bytes. */
export function encodeTensor(values: Float32Array): EncodedTensor {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const nonZero = nonZeroOf(bits);
  const candidates = [...ways(bits, nonZero)].map(
    ([encoding, streams]): EncodedTensor => ({ encoding, nonZero: nonZero.length, streams: streams.map(packStream) }),
  );
  return candidates.reduce((best, one) => (costOf(one) < costOf(best) ? one : best));
}

/** Above it planes are so much better that raw values need not be tried. */
const mostRaw = 4_096;
/** Above it a bit a weight is better than indices. */
const densestIndexed = 1 / 16;

function* ways(bits: Uint32Array, nonZero: Uint32Array): Iterable<[Encoding, Uint8Array[]]> {
  const palette = paletteOf(bits);
  if (palette) yield ["palette", [palette.indices, bytesOf(palette.colours)]];
  if (bits.length <= mostRaw) yield ["raw", [bytesOf(bits)]];
  const density = nonZero.length / bits.length;
  if (density > 0.5 || bits.length === 0) yield ["dense", splitPlanes(bits)];
  if (density < 1) yield ["masked", [maskOf(bits), ...splitPlanes(nonZero)]];
  if (density < densestIndexed) yield ["indexed", [gapsOf(bits), ...splitPlanes(nonZero)]];
}

/** What each stream takes in the header, once that is deflated: measured on networks, roughly. */
const bytesAStream = 8;

function costOf({ streams }: EncodedTensor): number {
  return streams.reduce((sum, { bytes }) => sum + bytes.length + bytesAStream, 0);
}
