import { crc32 } from "./crc32.ts";
import { type PackedTensor, sizeOf } from "./header.ts";
import { PackedError } from "./packedError.ts";
import { bitsOf, joinPlanes } from "./planes.ts";
import { unpackStream } from "./streams.ts";

/**
 * Unpacks a tensor.
 *
 * @param bytes of its streams, one after the other
 * @returns its values, row-major
 * @throws PackedError that names the tensor
 */
export async function decodeTensor(tensor: PackedTensor, bytes: Uint8Array): Promise<Float32Array<ArrayBuffer>> {
  const { name, encoding, shape, streams } = tensor;
  if (crc32(bytes) !== tensor.crc32) throw new PackedError(`${name} is damaged: its checksum is another`);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const stream of streams) {
    const end = at + stream[1];
    parts.push(await unpackStream(stream, bytes.subarray(at, end)));
    at = end;
  }
  const values = new Float32Array(sizeOf(shape));
  if (decoders[encoding](parts, new Uint32Array(values.buffer), values) !== tensor.nonZero) {
    throw new PackedError(`${name} is damaged: it has other zeros than its header says`);
  }
  return values;
}

/** Fills in the values, or their bits, which share their memory; returns how many are not +0, −1 for nonsense. */
type Decoder = (parts: readonly Uint8Array[], bits: Uint32Array, values: Float32Array) => number;

const decoders: Readonly<Record<PackedTensor["encoding"], Decoder>> = {
  raw([bytes], bits) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < bits.length; i++) bits[i] = view.getUint32(4 * i, true);
    return countNonZero(bits);
  },
  dense(planes, bits) {
    joinPlanes(planes, bits);
    return countNonZero(bits);
  },
  masked([mask, exponents, high, middle, low], bits) {
    let next = 0;
    for (let i = 0; i < bits.length; i++) {
      if ((mask[i >>> 3] >>> (i & 7)) & 1) {
        bits[i] = bitsOf(exponents[next], high[next], middle[next], low[next]);
        next++;
      } else bits[i] = 0;
    }
    return next === exponents.length ? countNonZero(bits) : -1;
  },
  indexed([gaps, exponents, high, middle, low], bits) {
    bits.fill(0);
    let at = 0;
    let i = 0;
    for (let next = 0; next < exponents.length; next++) {
      let shift = 1;
      let byte: number;
      do {
        byte = gaps[at++];
        i += (byte & 127) * shift;
        shift *= 128;
      } while (byte & 128);
      if (!(i < bits.length)) return -1;
      bits[i++] = bitsOf(exponents[next], high[next], middle[next], low[next]);
    }
    return at === gaps.length ? countNonZero(bits) : -1;
  },
  palette([indices, colours], bits) {
    const palette = new Uint32Array(colours.length / 4);
    const view = new DataView(colours.buffer, colours.byteOffset, colours.length);
    for (let i = 0; i < palette.length; i++) palette[i] = view.getUint32(4 * i, true);
    for (let i = 0; i < bits.length; i++) {
      if (indices[i] >= palette.length) return -1;
      bits[i] = palette[indices[i]];
    }
    return countNonZero(bits);
  },
  int8([steps, planes], _, values) {
    const count = planes.length / 4;
    const scales = new Float32Array(count);
    joinPlanes(
      [0, 1, 2, 3].map((plane) => planes.subarray(plane * count, (plane + 1) * count)),
      new Uint32Array(scales.buffer),
    );
    let nonZero = 0;
    for (let i = 0, channel = 0; i < values.length; i++) {
      const step = (steps[i] << 24) >> 24;
      // Step 0 stays +0 whatever the scale: 0 times a negative or an infinite one would not.
      if (step !== 0) {
        values[i] = step * scales[channel];
        nonZero++;
      }
      if (++channel === count) channel = 0;
    }
    return nonZero;
  },
};

function countNonZero(bits: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) count++;
  return count;
}
