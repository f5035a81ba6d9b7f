/** Splits the bits of float32 values into streams of bytes: the writing side of `decodeTensor.ts`. */

/** Four planes of bytes, see `planes.ts`. */
export function splitPlanes(bits: Uint32Array): Uint8Array[] {
  const planes = [0, 1, 2, 3].map(() => new Uint8Array(bits.length));
  const [exponents, high, middle, low] = planes;
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i];
    exponents[i] = value >>> 23;
    high[i] = value >>> 15;
    middle[i] = value >>> 7;
    low[i] = (value << 1) | (value >>> 31);
  }
  return planes;
}

/** The bits that are not those of +0, in their order. */
export function nonZeroOf(bits: Uint32Array): Uint32Array {
  let count = 0;
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) count++;
  if (count === bits.length) return bits;
  const nonZero = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) nonZero[at++] = bits[i];
  return nonZero;
}

/** A bit a value, 1 where it is not +0: value i in byte i / 8, the lowest bit first. */
export function maskOf(bits: Uint32Array): Uint8Array {
  const mask = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) mask[i >>> 3] |= 1 << (i & 7);
  return mask;
}

/** How many +0 there are before each other value, from the one before: in 7 bits a byte, the lowest first. */
export function gapsOf(bits: Uint32Array): Uint8Array {
  const gaps: number[] = [];
  let gap = 0;
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] === 0) {
      gap++;
      continue;
    }
    for (; gap > 127; gap = Math.floor(gap / 128)) gaps.push((gap & 127) | 128);
    gaps.push(gap);
    gap = 0;
  }
  return Uint8Array.from(gaps);
}

/** Indices into the values that occur, where these are at most 256. */
export function paletteOf(
  bits: Uint32Array,
): { readonly indices: Uint8Array; readonly colours: Uint32Array } | undefined {
  const found = new Map<number, number>();
  const indices = new Uint8Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    let index = found.get(bits[i]);
    if (index === undefined) {
      if (found.size === 256) return undefined;
      index = found.size;
      found.set(bits[i], index);
    }
    indices[i] = index;
  }
  return { indices, colours: Uint32Array.from(found.keys()) };
}

/** Little-endian. */
export function bytesOf(bits: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * bits.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < bits.length; i++) view.setUint32(4 * i, bits[i], true);
  return bytes;
}
