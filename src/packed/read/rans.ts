import { PackedError } from "./packedError.ts";

/**
 * Entropy coding of bytes by range asymmetric numeral systems (Duda 2013, arXiv 1311.2540): each byte costs as many bits
 * as its frequency in the stream says, fractions included.
 *
 * A stream is a table of frequencies, two states of 32 bits, and 16-bit words, all little-endian. The states take turns,
 * the first with the first byte; a state that falls below 2^16 takes up the next word.
 */

/** Frequencies add up to 2^precision. */
export const precision = 14;
export const total = 1 << precision;
/** Smallest state: where both end. */
export const lowest = 1 << 16;

/** @throws PackedError where the stream does not hold `count` bytes */
export function decodeRans(stream: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const { frequencies, end } = readFrequencies(stream);
  const { symbols, factors, offsets } = slotsOf(frequencies);
  const words = new DataView(stream.buffer, stream.byteOffset + end, stream.length - end);
  if (words.byteLength < 8) throw damaged();
  let even = words.getUint32(0, true);
  let odd = words.getUint32(4, true);
  let at = 8;
  const last = words.byteLength - 2;
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const slot = even & (total - 1);
    bytes[i] = symbols[slot];
    let next = factors[slot] * (even >>> precision) + offsets[slot];
    if (next < lowest) {
      if (at > last) throw damaged();
      next = ((next << 16) | words.getUint16(at, true)) >>> 0;
      at += 2;
    }
    even = odd;
    odd = next;
  }
  if (even !== lowest || odd !== lowest || at !== words.byteLength) throw damaged();
  return bytes;
}

/**
 * The table: for each byte value from 0 its frequency, in 7 bits a byte, the lowest first, the top bit set where more
 * follow. A frequency of 0 is followed by how many more values have 0, less one byte's worth: 0 to 255.
 */
function readFrequencies(stream: Uint8Array): { readonly frequencies: Uint16Array; readonly end: number } {
  const frequencies = new Uint16Array(256);
  let at = 0;
  let sum = 0;
  for (let symbol = 0; symbol < 256; symbol++) {
    let frequency = 0;
    let shift = 0;
    let byte: number;
    do {
      if (at >= stream.length || shift > 14) throw damaged();
      byte = stream[at++];
      frequency += (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    if (frequency === 0) {
      if (at >= stream.length) throw damaged();
      symbol += stream[at++];
    } else {
      sum += frequency;
      if (sum > total) throw damaged();
      frequencies[symbol] = frequency;
    }
  }
  if (sum !== total) throw damaged();
  return { frequencies, end: at };
}

/** What each of the 2^precision slots means for a state that ends in it. */
function slotsOf(frequencies: Uint16Array) {
  const symbols = new Uint8Array(total);
  const factors = new Uint16Array(total);
  const offsets = new Uint16Array(total);
  let start = 0;
  for (let symbol = 0; symbol < 256; symbol++) {
    const frequency = frequencies[symbol];
    for (let i = 0; i < frequency; i++) offsets[start + i] = i;
    symbols.fill(symbol, start, start + frequency);
    factors.fill(frequency, start, start + frequency);
    start += frequency;
  }
  return { symbols, factors, offsets };
}

function damaged(): PackedError {
  return new PackedError("a stream of it is damaged");
}
