import type { Stream } from "./header.ts";
import { PackedError } from "./packedError.ts";
import { decodeRans } from "./rans.ts";

/** @throws PackedError where the bytes do not unpack to as many as the header says */
export async function unpackStream([coding, , unpacked]: Stream, bytes: Uint8Array): Promise<Uint8Array> {
  switch (coding) {
    case "stored":
      return bytes;
    case "rans":
      return decodeRans(bytes, unpacked);
    case "deflate":
      return inflate(bytes, unpacked);
  }
}

/**
 * Undoes raw deflate (RFC 1951).
 *
 * @throws PackedError where the result has not `size` bytes; what is too long is given up as soon as that shows
 */
export async function inflate(bytes: Uint8Array, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const inflated = new Uint8Array(size);
  let filled = 0;
  const chunks = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = chunks.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (filled + chunk.value.length > size) break;
      inflated.set(chunk.value, filled);
      filled += chunk.value.length;
    }
  } catch {
    filled = -1;
  }
  await reader.cancel().catch(() => undefined);
  if (filled !== size) throw new PackedError("a stream of it does not inflate to what its header says");
  return inflated;
}
