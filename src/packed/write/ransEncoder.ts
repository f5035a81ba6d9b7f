import { lowest, precision, total } from "../read/rans.ts";

/** The writing side of `rans.ts`. */

/** How often each byte value occurs. */
export function countBytes(bytes: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (let i = 0; i < bytes.length; i++) counts[bytes[i]]++;
  return counts;
}

/** Bytes that `encodeRans` will take, to within a few. */
export function ransBytes(counts: Uint32Array): number {
  const frequencies = scaleCounts(counts);
  let bits = 0;
  for (let symbol = 0; symbol < 256; symbol++) {
    if (counts[symbol] > 0) bits += counts[symbol] * (precision - Math.log2(frequencies[symbol]));
  }
  return Math.ceil(bits / 8) + tableOf(frequencies).length + 8;
}

/** A state that has this much for each unit of a frequency would not fit into 32 bits with one byte more. */
const room = 2 ** (32 - precision);

/** @param counts of the bytes, as `countBytes` gives them; at least one byte */
export function encodeRans(bytes: Uint8Array, counts: Uint32Array): Uint8Array {
  const frequencies = scaleCounts(counts);
  const starts = new Uint16Array(256);
  for (let symbol = 1; symbol < 256; symbol++) starts[symbol] = starts[symbol - 1] + frequencies[symbol - 1];
  const table = tableOf(frequencies);
  // Backwards, since the reader must find the last state first; the words come out in its order.
  const words = new Uint16Array(bytes.length + 4);
  let at = words.length;
  let current = lowest;
  let other = lowest;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const symbol = bytes[i];
    const frequency = frequencies[symbol];
    let state = other;
    if (state >= frequency * room) {
      words[--at] = state;
      state >>>= 16;
    }
    const quotient = (state / frequency) >>> 0;
    other = current;
    current = quotient * total + (state - quotient * frequency) + starts[symbol];
  }
  const encoded = new Uint8Array(table.length + 8 + 2 * (words.length - at));
  encoded.set(table);
  const view = new DataView(encoded.buffer, table.length);
  view.setUint32(0, current, true);
  view.setUint32(4, other, true);
  for (let i = 8; at < words.length; i += 2) view.setUint16(i, words[at++], true);
  return encoded;
}

/** Frequencies that add up to `total`, at least 1 for each byte value that occurs. */
function scaleCounts(counts: Uint32Array): Uint16Array {
  const sum = counts.reduce((a, b) => a + b, 0);
  const frequencies = Uint16Array.from(counts, (count) => (count === 0 ? 0 : Math.max(1, (count / sum) * total)));
  let rest = total - frequencies.reduce((a, b) => a + b, 0);
  // Where a step up or down changes the size least: the value is frequent.
  const byCount = [...counts.keys()].filter((symbol) => counts[symbol] > 0).sort((a, b) => counts[b] - counts[a]);
  for (let i = 0; rest !== 0; i = (i + 1) % byCount.length) {
    const symbol = byCount[i];
    const step = Math.sign(rest);
    if (frequencies[symbol] + step < 1) continue;
    frequencies[symbol] += step;
    rest -= step;
  }
  return frequencies;
}

function tableOf(frequencies: Uint16Array): Uint8Array {
  const table: number[] = [];
  for (let symbol = 0; symbol < 256; symbol++) {
    let rest = frequencies[symbol];
    for (; rest > 127; rest >>>= 7) table.push((rest & 127) | 128);
    table.push(rest);
    if (frequencies[symbol] > 0) continue;
    const first = symbol;
    while (symbol < 255 && frequencies[symbol + 1] === 0) symbol++;
    table.push(symbol - first);
  }
  return Uint8Array.from(table);
}
