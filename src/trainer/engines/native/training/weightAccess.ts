import type { Graph, Output, Variable } from "../graph/graph.ts";

/** How the numbers of a variable get in and out. */
export interface WeightAccess {
  readonly variable: Variable;
  readonly value: Output;
  /** Fed with new numbers when `written` is fetched. */
  readonly input: Output;
  readonly written: Output;
}

export function giveAccess(graph: Graph, variable: Variable): WeightAccess {
  const { name, shape } = variable;
  const input = graph.placeholder(`${name}/input`, shape);
  // What is fed is memory of JavaScript: without a copy the variable would go on living in it.
  const copy = graph.output("DeepCopy", [input], { T: { type: "float32" } }, shape);
  const assigned = graph.assign(variable, copy, { name: `${name}/write` });
  return {
    variable,
    value: graph.read(variable, { name: `${name}/value` }),
    input,
    written: graph.done([assigned], `${name}/written`),
  };
}
