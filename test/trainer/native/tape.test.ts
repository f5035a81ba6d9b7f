import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { add, multiply, square, subtract } from "../../../src/trainer/engines/native/graph/elementwise.ts";
import { Graph, type Output } from "../../../src/trainer/engines/native/graph/graph.ts";

/** What a graph of single numbers computes, in float64. */
function computed({ node }: Output, fed: ReadonlyMap<Output["node"], number>): number {
  const known = fed.get(node);
  if (known !== undefined) return known;
  const [a, b] = node.inputs.map((input) => computed(input, fed));
  switch (node.operation) {
    case "Const":
      return (node.attributes.value as { constant: { values: Float32Array } }).constant.values[0];
    case "AddV2":
      return a + b;
    case "Sub":
      return a - b;
    case "Mul":
      return a * b;
    case "Neg":
      return -a;
    case "Square":
      return a * a;
    case "AddN":
      return node.inputs.reduce((sum, input) => sum + computed(input, fed), 0);
    default:
      throw new Error(`${node.operation} is not expected here`);
  }
}

/** Inputs [] that are watched, and the gradients of what is made of them. */
function startTape(count: number) {
  const graph = new Graph();
  const inputs = Array.from({ length: count }, (_, i) => graph.placeholder(`x${i}`, []));
  for (const input of inputs) graph.tape.watch(input);
  const gradientsOf = (result: Output, values: readonly number[]) => {
    const gradientOf = graph.tape.gradients(graph, result, graph.scalar(1));
    const fed = new Map(inputs.map((input, i) => [input.node, values[i]]));
    return inputs.map((input) => {
      const gradient = gradientOf(input);
      return gradient && computed(gradient, fed);
    });
  };
  return { graph, inputs, gradientsOf };
}

describe("the tape", () => {
  it("sums the gradients of all uses of a value, twice in one operation too", () => {
    const { graph, inputs, gradientsOf } = startTape(1);
    const [x] = inputs;
    const y = add(graph, multiply(graph, x, x), multiply(graph, x, graph.scalar(3)));
    expect(gradientsOf(y, [5])).toEqual([13]);
  });

  it("has no gradient for what the result does not depend on", () => {
    const { graph, inputs, gradientsOf } = startTape(2);
    const [x, other] = inputs;
    square(graph, other);
    expect(gradientsOf(square(graph, x), [4, 1])).toEqual([8, undefined]);
  });

  it("records nothing that does not depend on what is watched", () => {
    const graph = new Graph();
    const backward = vi.fn(() => []);
    const constant = graph.scalar(2);
    const made = graph.tape.record(square(graph, constant), [constant], backward);
    const gradientOf = graph.tape.gradients(graph, made, graph.scalar(1));
    expect(backward).not.toHaveBeenCalled();
    expect(gradientOf(constant)).toBeUndefined();
  });

  it("plays back only operations that the result needs", () => {
    const { graph, inputs, gradientsOf } = startTape(1);
    const [x] = inputs;
    const backward = vi.fn(() => [graph.scalar(100)]);
    graph.tape.record(graph.output("Unused", [x], {}, []), [x], backward);
    expect(gradientsOf(square(graph, x), [3])).toEqual([6]);
    expect(backward).not.toHaveBeenCalled();
  });

  it("forgets what it was asked about: what is written afterwards has no gradients", () => {
    const { graph, inputs, gradientsOf } = startTape(1);
    const [x] = inputs;
    gradientsOf(square(graph, x), [1]);
    expect(gradientsOf(square(graph, x), [1])).toEqual([undefined]);
  });

  it("gives the slopes of whatever is made of sums, differences and products", () => {
    const binary = { add, subtract, multiply } as const;
    const operation = fc.constantFrom("add", "subtract", "multiply", "square" as const);
    // Each step takes two of the values so far, counted from the last.
    const steps = fc.array(fc.tuple(operation, fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 8 });
    const number = fc.integer({ min: -8, max: 8 }).map((n) => n / 8);
    fc.assert(
      fc.property(steps, number, number, (program, a, b) => {
        const { graph, inputs, gradientsOf } = startTape(2);
        const made = [...inputs];
        for (const [name, i, j] of program) {
          const [left, right] = [made.at(-1 - i) ?? made[0], made.at(-1 - j) ?? made[0]];
          made.push(name === "square" ? square(graph, left) : binary[name](graph, left, right));
        }
        const result = made[made.length - 1];
        const at = (x: number, y: number) =>
          computed(
            result,
            new Map([
              [inputs[0].node, x],
              [inputs[1].node, y],
            ]),
          );
        const h = 1e-5;
        const slopes = [(at(a + h, b) - at(a - h, b)) / (2 * h), (at(a, b + h) - at(a, b - h)) / (2 * h)];
        gradientsOf(result, [a, b]).forEach((gradient, i) => {
          const scale = Math.max(1, Math.abs(slopes[i]));
          expect(Math.abs((gradient ?? 0) - slopes[i]) / scale).toBeLessThan(1e-4);
        });
      }),
    );
  });
});
