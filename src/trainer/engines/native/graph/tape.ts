import type { Graph, Output } from "./graph.ts";

/** From the gradient of an operation's output to those of its inputs; undefined where there is none. */
export type Backward = (gradient: Output) => readonly (Output | undefined)[];

interface Entry {
  readonly output: Output;
  readonly inputs: readonly Output[];
  readonly backward: Backward;
}

/** What operations have done to watched outputs, played backwards for gradients (reverse-mode differentiation). */
export class Tape {
  readonly #watched = new Set<Output>();
  #entries: Entry[] = [];

  /** Wants the gradient with respect to this output. */
  watch(output: Output): void {
    this.#watched.add(output);
  }

  /** Tells that `output` was made of `inputs`. Kept only where one of them depends on what is watched. */
  record(output: Output, inputs: readonly Output[], backward: Backward): Output {
    if (!inputs.some((input) => this.#watched.has(input))) return output;
    this.#watched.add(output);
    this.#entries.push({ output, inputs, backward });
    return output;
  }

  /**
   * Adds the operations that compute gradients, and forgets what was recorded.
   *
   * @param result whose gradients are wanted
   * @param seed gradient of the result itself, of its shape
   * @returns the gradient with respect to an output; undefined where the result does not depend on it
   */
  gradients(graph: Graph, result: Output, seed: Output): (output: Output) => Output | undefined {
    const terms = new Map<Output, Output[]>([[result, [seed]]]);
    const total = (output: Output): Output | undefined => {
      const given = terms.get(output);
      if (!given) return undefined;
      const sum = given.length === 1 ? given[0] : addAll(graph, given);
      terms.set(output, [sum]);
      return sum;
    };
    for (const { output, inputs, backward } of this.#entries.reverse()) {
      const gradient = total(output);
      if (!gradient) continue;
      for (const [i, term] of backward(gradient).entries()) {
        const input = inputs[i];
        if (!term || !this.#watched.has(input)) continue;
        terms.set(input, [...(terms.get(input) ?? []), term]);
      }
    }
    this.#entries = [];
    this.#watched.clear();
    return total;
  }
}

function addAll(graph: Graph, terms: readonly Output[]): Output {
  const attributes = { T: { type: "float32" }, N: { int: terms.length } } as const;
  return graph.output("AddN", terms, attributes, terms[0].shape);
}
