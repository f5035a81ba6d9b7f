import type { Port } from "../../engine.ts";
import { type Goal, targetShapes } from "../../goals.ts";
import { reshape, slice } from "../graph/arrangement.ts";
import { cast } from "../graph/elementwise.ts";
import type { Graph, Output, Shape } from "../graph/graph.ts";

/** Rows that hold several things one after the other. */
export interface Rows {
  /** Fed: the only part as it is, or all of them, [batch, numbers of all parts]. */
  readonly given: Output;
  /** Each with the batch before its shape. */
  readonly parts: readonly Output[];
}

/** What an output is to learn. */
export interface OutputTargets {
  /** Class indices, [batch], where the loss is over classes; else numbers of the output's shape. */
  readonly given: Output;
  /** The share of each class, [batch, classes], where the loss is over classes. */
  readonly shares: Output | undefined;
}

/** The targets of a batch. */
export interface Targets {
  readonly given: Output;
  /** Of a single output over classes: may be fed instead of the indices. */
  readonly shares: Output | undefined;
  readonly parts: readonly OutputTargets[];
}

/** @param shapes of the network's inputs, without the batch */
export function writeInputs(graph: Graph, shapes: readonly Shape[]): Rows {
  return writeRows(graph, "inputs", shapes);
}

export function writeTargets(graph: Graph, goals: readonly Goal[], outputs: readonly Port[]): Targets {
  const { given, parts } = writeRows(graph, "targets", targetShapes(goals, outputs, 1));
  const targets = parts.map((part, i): OutputTargets => {
    if (goals[i].loss !== "crossentropy") return { given: part, shares: undefined };
    return { given: part, shares: oneHot(graph, part, outputs[i].shape[outputs[i].shape.length - 1]) };
  });
  return { given, shares: targets.length === 1 ? targets[0].shares : undefined, parts: targets };
}

function writeRows(graph: Graph, name: string, shapes: readonly Shape[]): Rows {
  if (shapes.length === 1) {
    const given = graph.placeholder(name, [null, ...shapes[0]]);
    return { given, parts: [given] };
  }
  const widths = shapes.map((shape) => shape.reduce<number>((size, dimension) => size * (dimension as number), 1));
  const given = graph.placeholder(name, [null, widths.reduce((a, b) => a + b)]);
  let start = 0;
  const parts = shapes.map((shape, i) => {
    const columns = slice(graph, given, [0, start], [null, widths[i]]);
    start += widths[i];
    return reshape(graph, columns, [null, ...shape]);
  });
  return { given, parts };
}

function oneHot(graph: Graph, indices: Output, classes: number): Output {
  const attributes = { T: { type: "float32" }, TI: { type: "int32" }, axis: { int: -1 } } as const;
  const inputs = [cast(graph, indices, "int32"), graph.integer(classes), graph.scalar(1), graph.scalar(0)];
  return graph.output("OneHot", inputs, attributes, [null, classes], { name: "targets/shares" });
}
