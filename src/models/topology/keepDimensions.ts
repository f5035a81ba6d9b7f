import { channelsOf } from "./channels.ts";
import type { Graph, GraphLayer, TensorRef } from "./graph.ts";
import type { Warn } from "./rewrite.ts";

/**
 * tfjs' global pooling drops the dimensions it has pooled, whatever `keepdims` says: a Reshape after it brings them
 * back.
 */
export function restoreKeptDimensions(graph: Graph, warn: Warn): Graph {
  const layers = graph.layers.map((layer) =>
    layer.model ? { ...layer, model: restoreKeptDimensions(layer.model, warn) } : layer,
  );
  const reshapes = new Map<string, GraphLayer>();
  for (const layer of layers) {
    const pooled = pooledAxes(layer);
    if (pooled === undefined) continue;
    // tfjs wants to know every size before it builds the next layer, so -1 would not do.
    const channels = channelsOf(graph, layer.name);
    if (channels) reshapes.set(layer.name, reshapeAfter(layer, [...new Array<number>(pooled).fill(1), channels]));
    else warn(`${layer.name}: TensorFlow.js does not keep the pooled dimensions, so the layers behind it may not fit.`);
  }
  if (reshapes.size === 0) return { ...graph, layers };
  const through = (ref: TensorRef): TensorRef => ({ ...ref, layer: reshapes.get(ref.layer)?.name ?? ref.layer });
  return {
    ...graph,
    layers: layers.flatMap((layer) => {
      const calls = layer.calls.map((call) => ({ ...call, inputs: call.inputs.map(through) }));
      const reshape = reshapes.get(layer.name);
      if (!reshape) return [{ ...layer, calls }];
      // Else the next one to read what is written here would add a Reshape of its own.
      return [{ ...layer, calls, config: { ...layer.config, keepdims: false } }, reshape];
    }),
    ends: graph.ends && { inputs: graph.ends.inputs, outputs: graph.ends.outputs.map(through) },
  };
}

/** How many axes a global pooling pools, where it is to keep them. */
function pooledAxes({ className, config }: GraphLayer): number | undefined {
  const axes = /^Global(?:Average|Max)Pooling([12])D$/.exec(className)?.[1];
  return axes !== undefined && config.keepdims === true ? Number(axes) : undefined;
}

function reshapeAfter({ name, calls }: GraphLayer, shape: readonly number[]): GraphLayer {
  return {
    name: `${name}_keepdims`,
    className: "Reshape",
    config: { target_shape: shape },
    model: undefined,
    calls: calls.map((_, call) => ({ inputs: [{ layer: name, call, output: 0 }], arguments: {} })),
  };
}
