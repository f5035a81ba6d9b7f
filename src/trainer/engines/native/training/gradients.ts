import type { OptimizerSettings } from "../../../../recipes/recipe.ts";
import { raw, rawUnary } from "../graph/elementwise.ts";
import type { Graph, Output } from "../graph/graph.ts";
import { rawReduce } from "../graph/reductions.ts";
import type { Penalties } from "./declaredPenalties.ts";

/** Adds the gradients of l1 · Σ|w| and l2 · ½ Σw² to a gradient. */
export function withPenalties(graph: Graph, gradient: Output, weights: Output, { l1, l2 }: Penalties): Output {
  const signs = l1 === 0 ? [] : [raw(graph, "Mul", rawUnary(graph, "Sign", weights), graph.scalar(l1))];
  const shares = l2 === 0 ? [] : [raw(graph, "Mul", weights, graph.scalar(l2))];
  return [...signs, ...shares].reduce((total, term) => raw(graph, "AddV2", total, term), gradient);
}

/** Bounds each number, or the norm of all gradients as of one vector, as the recipe says: see `clipGradients`. */
export function clipped(
  graph: Graph,
  { clipNorm, clipValue }: OptimizerSettings,
  gradients: ReadonlyMap<string, Output>,
): ReadonlyMap<string, Output> {
  if (clipValue !== undefined) {
    const [low, high] = [graph.scalar(-clipValue), graph.scalar(clipValue)];
    return mapValues(gradients, (gradient) => raw(graph, "Minimum", raw(graph, "Maximum", gradient, low), high));
  }
  if (clipNorm === undefined) return gradients;
  const squares = [...gradients.values()].map((gradient) => {
    const axes = gradient.shape.map((_, axis) => axis);
    return rawReduce(graph, "Sum", rawUnary(graph, "Square", gradient), axes);
  });
  const norm = rawUnary(
    graph,
    "Sqrt",
    squares.reduce((a, b) => raw(graph, "AddV2", a, b)),
  );
  const most = graph.scalar(clipNorm);
  const factor = raw(graph, "RealDiv", most, raw(graph, "Maximum", norm, most));
  return mapValues(gradients, (gradient) => raw(graph, "Mul", gradient, factor));
}

function mapValues(map: ReadonlyMap<string, Output>, change: (output: Output) => Output): Map<string, Output> {
  return new Map([...map].map(([name, output]) => [name, change(output)]));
}
