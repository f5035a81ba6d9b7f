import type { ArrayFile } from "./arrayFile.ts";
import { DatasetError } from "./dataset.ts";
import type { ImageSource } from "./imageInputs.ts";
import { shapeText } from "./shapes.ts";
import { sharedBytes } from "./sharedMemory.ts";

/**
 * The images that an array [n, ...] holds, in memory that threads can share. Their shape is the data's own where that is
 * an image's, as a model may take the same numbers flat; else the shape under which the model takes them.
 *
 * @throws DatasetError where they are no images, or not of bytes
 */
export function imagesIn(
  { file, shape, values }: ArrayFile,
  inputShape: readonly number[],
): Pick<ImageSource, "shape" | "kept" | "files"> {
  const exampleShape = shape.slice(1);
  const image = [exampleShape, inputShape].find(({ length }) => length === 2 || length === 3);
  if (!image || !(values instanceof Uint8Array)) {
    throw new DatasetError(
      `${file} cannot be augmented: it holds ${values instanceof Uint8Array ? "bytes" : "float32 numbers"} of ${shapeText(exampleShape)} an example, but images are bytes (uint8) of [height, width] or [height, width, channels]. Leave "augment" out.`,
    );
  }
  const [height, width, channels = 1] = image;
  const kept = sharedBytes(values.length);
  kept.set(values);
  return { shape: { height, width, channels }, kept, files: undefined };
}
