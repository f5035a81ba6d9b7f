import type { Graph, Output, Shape } from "./graph.ts";

/** Shapes as numbers in the graph, where the batch is known; without gradients. */

/** @param shape the batch, where it is null, takes what is left */
export function reshapedRaw(graph: Graph, x: Output, shape: Shape): Output {
  if (x.shape.length === shape.length && x.shape.every((size, i) => size === shape[i])) return x;
  const target = graph.integers(shape.map((size) => size ?? -1));
  return graph.output("Reshape", [x, target], { T: { type: x.dtype }, Tshape: { type: "int32" } }, shape, {
    dtype: x.dtype,
  });
}

/** The shape of an output as int32, [rank]. */
export function shapeVector(graph: Graph, x: Output): Output {
  if (!x.shape.includes(null)) return graph.integers(x.shape as readonly number[]);
  const attributes = { T: { type: x.dtype }, out_type: { type: "int32" } } as const;
  return graph.output("Shape", [x], attributes, [x.shape.length], { dtype: "int32" });
}

/** A shape as int32, [rank], whose batch is that of `like`. */
export function shapeVectorLike(graph: Graph, shape: Shape, like: Output): Output {
  if (shape[0] !== null) return graph.integers(shape as readonly number[]);
  const attributes = { T: { type: "int32" }, Index: { type: "int32" } } as const;
  const inputs = [shapeVector(graph, like), graph.integers([0]), graph.integers([1])];
  const batch = graph.output("Slice", inputs, attributes, [1], { dtype: "int32" });
  const rest = graph.integers(shape.slice(1) as readonly number[]);
  return graph.output(
    "ConcatV2",
    [batch, rest, graph.integer(0)],
    { T: { type: "int32" }, Tidx: { type: "int32" }, N: { int: 2 } },
    [shape.length],
    { dtype: "int32" },
  );
}

/** How many examples `x` holds, as float32, []. */
export function batchSize(graph: Graph, x: Output): Output {
  const [batch] = x.shape;
  if (typeof batch === "number") return graph.scalar(batch);
  const attributes = { T: { type: "int32" }, Index: { type: "int32" } } as const;
  const inputs = [shapeVector(graph, x), graph.integers([0]), graph.integers([1])];
  const first = graph.output("Slice", inputs, attributes, [1], { dtype: "int32" });
  const number = graph.output("Cast", [first], { SrcT: { type: "int32" }, DstT: { type: "float32" } }, [1]);
  return reshapedRaw(graph, number, []);
}
