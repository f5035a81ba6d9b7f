import { z } from "zod";
import { concatenate } from "../graph/arrangement.ts";
import { add, maximum, minimum, multiply, scale } from "../graph/elementwise.ts";
import type { Graph, Output } from "../graph/graph.ts";
import { configOf, type LayerWriter, NotCompiled } from "./layer.ts";

function folded(combine: (graph: Graph, a: Output, b: Output) => Output): LayerWriter {
  return ({ graph, inputs }) => {
    const ranks = new Set(inputs.map(({ shape }) => shape.length));
    if (ranks.size > 1) throw new NotCompiled("its inputs have different numbers of dimensions");
    return inputs.reduce((a, b) => combine(graph, a, b));
  };
}

const sum = folded(add);

export const mergeLayers: Readonly<Record<string, LayerWriter>> = {
  Add: sum,
  Average: (layer) => scale(layer.graph, sum(layer), 1 / layer.inputs.length),
  Multiply: folded(multiply),
  Maximum: folded(maximum),
  Minimum: folded(minimum),
  Concatenate(layer) {
    const { axis } = configOf(layer, z.object({ axis: z.number().int() }));
    if (axis === 0 || axis === -layer.inputs[0].shape.length) throw new NotCompiled("it joins examples, not features");
    return concatenate(layer.graph, layer.inputs, axis);
  },
};
