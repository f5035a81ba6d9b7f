import { deflateRawSync } from "node:zlib";
import type { Stream } from "../read/header.ts";
import { countBytes, encodeRans, ransBytes } from "./ransEncoder.ts";

/** A stream and its bytes, as they go into the file. */
export interface WrittenStream {
  readonly stream: Stream;
  readonly bytes: Uint8Array;
}

/** Share of the bytes to which coding must bring a stream: readers should not decode for less. */
const worthwhile = 0.99;

/** Packs the bytes in the way that makes least of them. */
export function packStream(bytes: Uint8Array): WrittenStream {
  const stored: WrittenStream = { stream: ["stored", bytes.length, bytes.length], bytes };
  if (bytes.length === 0) return stored;
  const counts = countBytes(bytes);
  const best = ransBytes(counts) < worthwhile * bytes.length ? coded("rans", encodeRans(bytes, counts), bytes) : stored;
  if (!mayDeflate(bytes, best.bytes.length / bytes.length)) return best;
  const deflated = coded("deflate", deflate(bytes), bytes);
  return deflated.bytes.length < best.bytes.length ? deflated : best;
}

export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 9 });
}

function coded(coding: Stream[0], bytes: Uint8Array, unpacked: Uint8Array): WrittenStream {
  return { stream: [coding, bytes.length, unpacked.length], bytes };
}

const samples = 4;
const sampleBytes = 8_192;

/** By as much a sample must show that deflate is better than what there is. */
const clearly = 0.98;

/** Whether deflate may do better than `share` of the bytes, by samples of them: most streams of weights never repeat. */
function mayDeflate(bytes: Uint8Array, share: number): boolean {
  if (bytes.length <= samples * sampleBytes) return true;
  for (let i = 0; i < samples; i++) {
    const start = Math.floor(((bytes.length - sampleBytes) * i) / (samples - 1));
    const sample = bytes.subarray(start, start + sampleBytes);
    if (deflate(sample).length < clearly * share * sample.length) return true;
  }
  return false;
}
