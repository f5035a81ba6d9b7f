import type { GraphLayer } from "./graph.ts";

/** The layers of a Sequential, the first of which knows the shape of its input: as it was, or else as given here. */
export function withInputShape(layers: readonly GraphLayer[], batchInputShape: unknown): GraphLayer[] {
  const [first, ...rest] = layers;
  if (!first || first.model || first.config.batch_input_shape !== undefined) return [...layers];
  return [{ ...first, config: { ...first.config, batch_input_shape: batchInputShape } }, ...rest];
}
