import type { WeightTensor } from "../../pruning/tensor.ts";
import type { Topology } from "../modelFile.ts";

/** A layer of a network under construction: its description, and the shapes of its weights by role, in Keras' order. */
export interface ArchitectureLayer {
  readonly topology: Topology;
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

export function layer(
  className: string,
  name: string,
  config: object,
  weights: ArchitectureLayer["weights"] = {},
): ArchitectureLayer {
  return { topology: { class_name: className, config: { name, ...config } }, weights };
}

/**
 * Layers that follow each other.
 *
 * @param inputShape of one example
 */
export function sequential(
  name: string,
  inputShape: readonly number[],
  layers: readonly Pick<ArchitectureLayer, "topology">[],
): Topology {
  const written = layers.map(({ topology: { class_name, config } }, i) => ({
    class_name,
    config: i === 0 ? { ...config, batch_input_shape: [null, ...inputShape] } : config,
  }));
  return { class_name: "Sequential", config: { name, layers: written } };
}

/** The weights of layers, in their order. */
export function weightsOf(layers: readonly ArchitectureLayer[]): WeightTensor[] {
  return layers.flatMap(({ topology: { class_name: className, config }, weights }) =>
    Object.entries(weights).map(([role, shape]) => {
      const owner = String(config.name);
      return { name: `${owner}/${role}`, layer: owner, className, role, shape };
    }),
  );
}
