import type { Graph, Output, Shape } from "./graph.ts";
import { shapeVectorLike } from "./rawShapes.ts";

/**
 * Random numbers that follow from a seed alone: uniform in [0, 1), or standard normal. Salmon et al. 2011,
 * "Parallel random numbers: as easy as 1, 2, 3", as TensorFlow's stateless operations draw them.
 *
 * @param seed int32, [2]
 * @param like whose batch the numbers have
 */
export function randomNumbers(
  graph: Graph,
  kind: "uniform" | "normal",
  seed: Output,
  shape: Shape,
  like: Output,
): Output {
  const operation = kind === "uniform" ? "StatelessRandomUniform" : "StatelessRandomNormal";
  const attributes = { dtype: { type: "float32" }, T: { type: "int32" }, Tseed: { type: "int32" } } as const;
  return graph.output(operation, [shapeVectorLike(graph, shape, like), seed], attributes, shape);
}
