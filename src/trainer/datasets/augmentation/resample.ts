import type { Draw } from "./draw.ts";

/** Pixels are row-major, channels last. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Crops, turns and mirrors an image to its own size, in one bilinear sampling: the box that is kept is turned about its
 * centre and stretched over the whole. Beyond its edges the image goes on mirrored. Mirroring alone moves whole pixels,
 * so it is exact.
 *
 * @param image bytes [height, width, channels]
 * @param output likewise; not the same memory
 */
export function resample(
  image: Uint8Array,
  { height, width, channels }: ImageShape,
  { mirrored, crop, angle }: Omit<Draw, "colour">,
  output: Uint8ClampedArray,
): void {
  // Output pixel (x, y) comes from where its distance to the output's centre, mirrored, scaled and turned, leads from
  // the box's centre. Coordinates count from the first pixel's centre.
  const toX = mirrored.horizontally ? -crop.kept : crop.kept;
  const toY = mirrored.vertically ? -crop.kept : crop.kept;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const centreX = centreOf(width, crop.kept, crop.left);
  const centreY = centreOf(height, crop.kept, crop.above);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const dy = toY * (y - (height - 1) / 2);
    for (let x = 0; x < width; x++) {
      const dx = toX * (x - (width - 1) / 2);
      const fromX = centreX + cos * dx + sin * dy;
      const fromY = centreY - sin * dx + cos * dy;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const x0 = inside(left, width);
      const x1 = inside(left + 1, width);
      const row0 = inside(top, height) * width;
      const row1 = inside(top + 1, height) * width;
      const rightShare = fromX - left;
      const bottomShare = fromY - top;
      let topLeft = (row0 + x0) * channels;
      let topRight = (row0 + x1) * channels;
      let bottomLeft = (row1 + x0) * channels;
      let bottomRight = (row1 + x1) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const upper = image[topLeft] + rightShare * (image[topRight++] - image[topLeft++]);
        const lower = image[bottomLeft] + rightShare * (image[bottomRight++] - image[bottomLeft++]);
        output[at++] = upper + bottomShare * (lower - upper);
      }
    }
  }
}

function centreOf(size: number, kept: number, before: number): number {
  return (size - 1) / 2 + (before - 0.5) * (1 - kept) * size;
}

/** The position that one outside a row of `size` mirrors: … 1 0 | 0 1 … */
function inside(position: number, size: number): number {
  if (position >= 0 && position < size) return position;
  const period = 2 * size;
  const phase = ((position % period) + period) % period;
  return phase < size ? phase : period - 1 - phase;
}
