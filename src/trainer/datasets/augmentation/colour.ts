import type { ColourFactors } from "./draw.ts";

/** What each colour adds to grey: ITU-R BT.601. */
const luma = { red: 0.299, green: 0.587, blue: 0.114 };

/**
 * Changes brightness, contrast and saturation, in this order and in place. Each is a mixture, of which a factor says how
 * much is the image itself: with black, with its mean grey, and with its own grey version (Haeberli & Voorhies, Image
 * Processing by Interpolation and Extrapolation, 1994). What leaves 0..255 is cut off at the end.
 *
 * @param pixels channels last; only three channels, red, green and blue, have a saturation
 */
export function adjustColours(pixels: Uint8ClampedArray, channels: number, factors: ColourFactors): void {
  const { brightness, contrast, saturation } = factors;
  const gain = brightness * contrast;
  if (channels !== 3) {
    const offset = brightness * (1 - contrast) * mean(pixels);
    for (let i = 0; i < pixels.length; i++) pixels[i] = gain * pixels[i] + offset;
    return;
  }
  const offset = brightness * (1 - contrast) * meanLuma(pixels);
  const ownGain = gain * saturation;
  const greyGain = gain * (1 - saturation);
  for (let i = 0; i < pixels.length; i += 3) {
    const shared = greyGain * greyAt(pixels, i) + offset;
    for (let channel = i; channel < i + 3; channel++) pixels[channel] = ownGain * pixels[channel] + shared;
  }
}

function meanLuma(pixels: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 3) sum += greyAt(pixels, i);
  return (3 * sum) / pixels.length;
}

function mean(pixels: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += pixels[i];
  return sum / pixels.length;
}

function greyAt(pixels: Uint8ClampedArray, at: number): number {
  return luma.red * pixels[at] + luma.green * pixels[at + 1] + luma.blue * pixels[at + 2];
}
