import type { Output } from "./graph.ts";

/** Windows that move over images [batch, height, width, channels]. */

export interface Window {
  /** Both 1 where the dilation is not. */
  readonly strides: readonly [number, number];
  readonly padding: "same" | "valid";
  readonly dilation: readonly [number, number];
}

/** How many places a window of this size has along one side. */
export function placesAlong(size: number, window: number, stride: number, padding: Window["padding"]): number {
  return padding === "same" ? Math.ceil(size / stride) : Math.ceil((size - window + 1) / stride);
}

export function imageShape(x: Output): readonly [number | null, number, number, number] {
  return x.shape as readonly [number | null, number, number, number];
}
