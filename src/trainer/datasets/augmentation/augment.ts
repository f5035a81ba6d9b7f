import type { Augmentation } from "../../../recipes/recipe.ts";
import { sizeOf } from "../shapes.ts";
import { adjustColours } from "./colour.ts";
import { drawFor } from "./draw.ts";
import { type ImageShape, resample } from "./resample.ts";

/**
 * The image with this index as pass `pass` sees it: bytes again, [height, width, channels], valid until the next call.
 */
export type Augment = (image: Uint8Array, pass: number, index: number) => Uint8ClampedArray;

/** Random changes of images, as a recipe asks for them. */
export function augmenter(settings: Augmentation, shape: ImageShape, seed: number): Augment {
  const changed = new Uint8ClampedArray(sizeOf([shape.height, shape.width, shape.channels]));
  return (image, pass, index) => {
    const drawn = drawFor(settings, seed, pass, index);
    resample(image, shape, drawn, changed);
    if (settings.colour > 0) adjustColours(changed, shape.channels, drawn.colour);
    return changed;
  };
}
