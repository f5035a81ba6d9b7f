import type { Augmentation } from "../../recipes/recipe.ts";
import { augmenter } from "./augmentation/augment.ts";
import type { ImageShape } from "./augmentation/resample.ts";
import type { FillInputs } from "./examples.ts";
import { imageDecoder, type PixelFormat } from "./imageDecoder.ts";
import { inParallel } from "./inParallel.ts";
import { type ByteTable, normalizeBytes } from "./normalization.ts";
import { sizeOf } from "./shapes.ts";
import type { SharedBytes } from "./sharedMemory.ts";
import { loadSharp } from "./sharp.ts";

/** Images, and how they become inputs: all that a thread needs to know. Sent to one, the bytes stay where they are. */
export interface ImageSource {
  readonly shape: ImageShape;
  /** Bytes of the first images, [images, height, width, channels]. */
  readonly kept: SharedBytes;
  /** The images after those: decoded whenever they are needed. */
  readonly files: { readonly paths: readonly string[]; readonly format: PixelFormat } | undefined;
  readonly table: ByteTable;
  readonly augment: Augmentation | undefined;
  /** That random changes follow from. */
  readonly seed: number;
}

/**
 * Makes inputs of images: decoded where they are not kept, augmented where they are trained on, normalised.
 *
 * @throws DatasetError that names an image that cannot be decoded
 */
export function imageInputs({ shape, kept, files, table, augment, seed }: ImageSource): FillInputs {
  const imageBytes = sizeOf([shape.height, shape.width, shape.channels]);
  const bytesOf = bytesReader(kept, imageBytes, files);
  const change = augment && augmenter(augment, shape, seed);
  return (indices, inputs, pass) =>
    inParallel(indices.length, async (row) => {
      const index = indices[row];
      const bytes = await bytesOf(index);
      const output = inputs.subarray(row * imageBytes, (row + 1) * imageBytes);
      normalizeBytes(change && pass !== undefined ? change(bytes, pass, index) : bytes, table, output);
    });
}

function bytesReader(
  kept: Uint8Array,
  imageBytes: number,
  files: ImageSource["files"],
): (index: number) => Uint8Array | Promise<Uint8Array> {
  const ofKept = (index: number) => kept.subarray(index * imageBytes, (index + 1) * imageBytes);
  if (!files) return ofKept;
  const decoder = imageDecoder(loadSharp());
  const keptImages = kept.length / imageBytes;
  return (index) =>
    index < keptImages ? ofKept(index) : decoder.decode(files.paths[index - keptImages], files.format);
}
