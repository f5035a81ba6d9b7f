import { scatterImage } from "./depthwiseScatter";
import { convolveImage } from "./depthwiseSlide";
import { Geometry } from "./geometry";
import { lineCount, lineWidth } from "./paddedLines";
import { FLOAT } from "./simd";

/*
 * Depthwise convolution and its gradients, image by image and row by row. Filters are
 * [filterHeight, filterWidth, outChannels].
 */

/** Where a mirrored geometry lies in the scratch, before the ring. */
const MIRROR: usize = 64;

/** Bytes of scratch that each of the three needs. */
export function depthwiseScratch(g: Geometry): usize {
  const mirroredWidth = g.inWidth + (g.filterWidth - 1) * g.dilationWidth;
  const width = max(lineWidth(g), mirroredWidth);
  // The last vector of the last line may reach past its end.
  return MIRROR + ((<usize>(width * g.outChannels * lineCount(g))) << FLOAT) + 16;
}

/** Images `first` to `end` of y = x * filter. */
export function depthwiseConv2d(
  g: Geometry,
  x: usize,
  filter: usize,
  y: usize,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const tap = (<isize>g.outChannels) << FLOAT;
  for (let b = first; b < end; b++) convolveImage(g, inputOf(g, x, b), filter, tap, outputOf(g, y, b), scratch);
}

/** Images `first` to `end` of the gradient with respect to the input. */
export function depthwiseInputGradient(
  g: Geometry,
  dy: usize,
  filter: usize,
  gradient: usize,
  first: i32,
  end: i32,
  scratch: usize,
): void {
  const reverses = g.strideHeight === 1 && g.strideWidth === 1 && g.inChannels === g.outChannels;
  const tap = (<isize>g.outChannels) << FLOAT;
  const lastTap = filter + <usize>((g.filterHeight * g.filterWidth - 1) * <i32>tap);
  const mirrored = changetype<Geometry>(scratch);
  const ring = scratch + MIRROR;
  if (reverses) mirror(g, mirrored);
  for (let b = first; b < end; b++) {
    const source = outputOf(g, dy, b);
    const target = inputOf(g, gradient, b);
    if (reverses) convolveImage(mirrored, source, lastTap, -tap, target, ring);
    else scatterImage(g, source, filter, target, ring);
  }
}

function inputOf(g: Geometry, images: usize, b: i32): usize {
  return images + ((<usize>(b * g.inHeight * g.inWidth * g.inChannels)) << FLOAT);
}

function outputOf(g: Geometry, images: usize, b: i32): usize {
  return images + ((<usize>(b * g.outHeight * g.outWidth * g.outChannels)) << FLOAT);
}

/** The convolution of dy, with the filter reversed, that is the input gradient of one of stride 1. */
function mirror(g: Geometry, to: Geometry): void {
  memory.copy(changetype<usize>(to), changetype<usize>(g), offsetof<Geometry>());
  to.inHeight = g.outHeight;
  to.inWidth = g.outWidth;
  to.outHeight = g.inHeight;
  to.outWidth = g.inWidth;
  to.padTop = (g.filterHeight - 1) * g.dilationHeight - g.padTop;
  to.padLeft = (g.filterWidth - 1) * g.dilationWidth - g.padLeft;
}
