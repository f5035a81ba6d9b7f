import type { Graph, Output, Shape } from "./graph.ts";

/** a [rows, inner] times b [inner, columns]. */
export function multiplyMatrices(graph: Graph, a: Output, b: Output): Output {
  const y = product(graph, a, b, false, false, [a.shape[0], b.shape[1]]);
  return graph.tape.record(y, [a, b], (gradient) => [
    product(graph, gradient, b, false, true, a.shape),
    product(graph, a, gradient, true, false, b.shape),
  ]);
}

function product(graph: Graph, a: Output, b: Output, flipsA: boolean, flipsB: boolean, shape: Shape): Output {
  const attributes = { T: { type: "float32" }, transpose_a: { bool: flipsA }, transpose_b: { bool: flipsB } } as const;
  return graph.output("MatMul", [a, b], attributes, shape);
}

/**
 * Rows of a table by their numbers.
 *
 * @param table [rows, columns]
 * @param indices int32, of any shape
 * @returns [...indices, columns]
 */
export function rowsOf(graph: Graph, table: Output, indices: Output): Output {
  const [rows, columns] = table.shape as readonly number[];
  const types = { Tindices: { type: "int32" } } as const;
  const y = graph.output(
    "GatherV2",
    [table, indices, graph.integer(0)],
    { ...types, Tparams: { type: "float32" }, Taxis: { type: "int32" }, batch_dims: { int: 0 } },
    [...indices.shape, columns],
  );
  const sums = { ...types, T: { type: "float32" }, Tnumsegments: { type: "int32" } } as const;
  return graph.tape.record(y, [table], (gradient) => [
    graph.output("UnsortedSegmentSum", [gradient, indices, graph.integer(rows)], sums, table.shape),
  ]);
}
