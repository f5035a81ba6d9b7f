import { DatasetError } from "./dataset.ts";
import { inParallel } from "./inParallel.ts";
import { type SharedBytes, sharedBytes } from "./sharedMemory.ts";

/** Images decoded once. */
export interface DecodedImages {
  /** Bytes of the first images, as many as fit into memory; zeros where one could not be decoded. */
  readonly kept: SharedBytes;
  /** Why an image could not be decoded, by its index, ascending. */
  readonly failures: ReadonlyMap<number, DatasetError>;
}

/**
 * Decodes every image once, so that what cannot be decoded is known before training starts.
 *
 * @param decode rejects with a DatasetError where an image is damaged
 * @param imageBytes of one decoded image
 * @param cacheBytes how much memory decoded images may take; the first ones are kept
 */
export async function decodeImages(
  count: number,
  decode: (index: number) => Promise<Uint8Array>,
  imageBytes: number,
  cacheBytes: number,
): Promise<DecodedImages> {
  const keptImages = Math.min(count, Math.floor(cacheBytes / imageBytes));
  const kept = sharedBytes(keptImages * imageBytes);
  const failures = new Map<number, DatasetError>();
  await inParallel(count, async (index) => {
    try {
      const bytes = await decode(index);
      if (index < keptImages) kept.set(bytes, index * imageBytes);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      failures.set(index, error);
    }
  });
  return { kept, failures: new Map([...failures].sort(([a], [b]) => a - b)) };
}
