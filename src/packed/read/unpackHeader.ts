import { crc32 } from "./crc32.ts";
import { type PackedHeader, type Prefix, parseHeader } from "./header.ts";
import { PackedError } from "./packedError.ts";
import { inflate } from "./streams.ts";

/**
 * Unpacks and checks a header.
 *
 * @param bytes that follow the prefix, as many as it says
 * @param fileBytes of the whole file, where it is known
 * @throws PackedError where it is damaged
 */
export async function unpackHeader(
  bytes: Uint8Array,
  prefix: Prefix,
  fileBytes: number | undefined,
): Promise<PackedHeader> {
  if (crc32(bytes) !== prefix.headerCrc32) throw new PackedError("its header is damaged");
  return parseHeader(await inflate(bytes, prefix.unpackedHeaderBytes), prefix, fileBytes);
}
