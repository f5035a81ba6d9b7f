import { sizeOf, type WeightTensor } from "../../pruning/tensor.ts";
import type { Topology } from "../modelFile.ts";

/** A layer of a network under construction: its description, and the shapes of its weights by role, in Keras' order. */
export interface ArchitectureLayer {
  readonly topology: Topology;
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

/** A network without values: how its layers follow each other, and which weights they have. */
export interface Architecture {
  readonly topology: Topology;
  readonly tensors: readonly WeightTensor[];
  /** Over all tensors, moving statistics included. */
  readonly weightCount: number;
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
  layers: readonly ArchitectureLayer[],
): Architecture {
  const written = layers.map(({ topology: { class_name, config } }, i) => ({
    class_name,
    config: i === 0 ? { ...config, batch_input_shape: [null, ...inputShape] } : config,
  }));
  const tensors = layers.flatMap(({ topology, weights }) =>
    Object.entries(weights).map(([role, shape]): WeightTensor => {
      const owner = String(topology.config.name);
      return { name: `${owner}/${role}`, layer: owner, className: topology.class_name, role, shape };
    }),
  );
  return {
    topology: { class_name: "Sequential", config: { name, layers: written } },
    tensors,
    weightCount: tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  };
}
