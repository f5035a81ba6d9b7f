import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Packed } from "../protocol/embeddedRun.ts";

const compress = promisify(gzip);

/** Bytes as a page can hold them. */
export async function pack(bytes: Uint8Array | string): Promise<Packed> {
  return (await compress(bytes)).toString("base64");
}

/** The memory of a typed array, as it is. Machines that run Node are little-endian, as reports are. */
export function bytesOf(array: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
