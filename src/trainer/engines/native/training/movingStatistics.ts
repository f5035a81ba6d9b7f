import { raw } from "../graph/elementwise.ts";
import type { Graph, GraphNode, Output, Variable } from "../graph/graph.ts";

/** Moves the moving statistics of batch normalisations: by training steps, or to the plain mean of some batches. */
export class MovingStatistics {
  readonly #graph: Graph;
  readonly #last = new Map<Variable, GraphNode>();
  readonly #values = new Map<Variable, Output[]>();
  readonly #steps: GraphNode[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** What a training step changes. */
  get steps(): readonly GraphNode[] {
    return this.#steps;
  }

  get variables(): ReadonlySet<Variable> {
    return new Set(this.#values.keys());
  }

  /** A training step moves it towards the batch's value: by each use of a shared layer, in turn. */
  move(variable: Variable, value: Output, momentum: number): void {
    const before = this.#last.get(variable);
    const node = this.#towards(variable, value, this.#graph.scalar(1 - momentum), before ? [before] : []);
    this.#last.set(variable, node);
    this.#steps.push(node);
    this.#values.set(variable, [...(this.#values.get(variable) ?? []), value]);
  }

  /**
   * Nodes that move each towards the mean over its uses in this batch.
   *
   * @param share [], how far: 1 / n makes it the mean over n batches
   */
  writeMean(share: Output): GraphNode[] {
    const graph = this.#graph;
    return [...this.#values].map(([variable, values]) => {
      const sum = values.reduce((total, value) => raw(graph, "AddV2", total, value));
      const mean = values.length === 1 ? sum : raw(graph, "Mul", sum, graph.scalar(1 / values.length));
      return this.#towards(variable, mean, share, []);
    });
  }

  /** v ← v − (v − value) · share. */
  #towards(variable: Variable, value: Output, share: Output, after: readonly GraphNode[]): GraphNode {
    const graph = this.#graph;
    const distance = raw(graph, "Sub", graph.read(variable, { after }), value);
    const change = raw(graph, "Mul", distance, share);
    return graph.node("AssignSubVariableOp", [variable.handle, change], { dtype: { type: "float32" } });
  }
}
