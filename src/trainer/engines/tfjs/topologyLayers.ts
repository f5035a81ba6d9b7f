import type { Topology } from "../../../models/modelFile.ts";
import type { UntrainableLayer } from "../engine.ts";
import type { Tf } from "./namespace.ts";

/** A layer as the topology declares it. */
export interface DeclaredLayer {
  readonly path: string;
  readonly className: string;
  readonly config: Topology["config"];
}

/** Every layer of a checked topology, wrapped and nested ones included. */
export function declaredLayers(topology: Topology, parent = ""): DeclaredLayer[] {
  const { layers } = topology.config;
  if (!Array.isArray(layers)) return [];
  return layers.flatMap((layer: Topology) => {
    const name = String(layer.config.name);
    const path = parent === "" ? name : `${parent}/${name}`;
    const inner = declaredLayers(layer, path);
    const wrapped = isTopology(layer.config.layer)
      ? [{ path, className: layer.config.layer.class_name, config: layer.config.layer.config }]
      : [];
    return [...(inner.length > 0 ? inner : [{ path, className: layer.class_name, config: layer.config }]), ...wrapped];
  });
}

function isTopology(value: unknown): value is Topology {
  return typeof value === "object" && value !== null && "class_name" in value && "config" in value;
}

/** Layers whose class TensorFlow.js does not have. */
export function unknownLayers(tf: Tf, topology: Topology): UntrainableLayer[] {
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  return declaredLayers(topology)
    .filter(({ className }) => !(className in known))
    .map(({ path, className }) => ({ layer: path, className, reason: "TensorFlow.js has no such layer" }));
}
