import type { Output } from "../graph/graph.ts";

/** Writes an output again, with its channels multiplied by `scale` and `offset` added, both [channels]. */
export type Rescaling = (scale: Output, offset: Output) => Output;

const rescalings = new WeakMap<Output, Rescaling>();

/**
 * Tells of an output that can be had rescaled at no cost: the factors go into the weights that make it. Once nothing asks
 * for the output as it was, TensorFlow leaves it out.
 */
export function offerRescaling(output: Output, rescaling: Rescaling): void {
  rescalings.set(output, rescaling);
}

export function rescalingOf(output: Output): Rescaling | undefined {
  return rescalings.get(output);
}
