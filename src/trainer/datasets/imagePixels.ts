import { DatasetError } from "./dataset.ts";

/** Images decoded once: those that fit into memory are kept, the others are decoded again when they are needed. */
export interface DecodedImages {
  /** Bytes of one image, by its index in the list that was decoded. */
  readonly bytesOf: (index: number) => Uint8Array | Promise<Uint8Array>;
  /** Why an image could not be decoded, by its index, ascending. */
  readonly failures: ReadonlyMap<number, DatasetError>;
}

/** Enough to keep the decoder's threads busy while finished images are stored. */
const decodesInFlight = 8;

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
  const kept = Math.min(count, Math.floor(cacheBytes / imageBytes));
  const cache = new Uint8Array(kept * imageBytes);
  const failures = new Map<number, DatasetError>();
  await inParallel(count, async (index) => {
    try {
      const bytes = await decode(index);
      if (index < kept) cache.set(bytes, index * imageBytes);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      failures.set(index, error);
    }
  });
  return {
    bytesOf: (index) => (index < kept ? cache.subarray(index * imageBytes, (index + 1) * imageBytes) : decode(index)),
    failures: new Map([...failures].sort(([a], [b]) => a - b)),
  };
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  async function worker(): Promise<void> {
    while (next < count) await work(next++);
  }
  await Promise.all(Array.from({ length: decodesInFlight }, worker));
}
