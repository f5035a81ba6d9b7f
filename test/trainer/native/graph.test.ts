import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broadcast, raw, reduceTo } from "../../../src/trainer/engines/native/graph/elementwise.ts";
import { Graph, type Shape } from "../../../src/trainer/engines/native/graph/graph.ts";
import { rawReduce } from "../../../src/trainer/engines/native/graph/reductions.ts";

describe("shapes", () => {
  it("broadcast as NumPy's do, the batch staying unknown", () => {
    expect(broadcast([null, 4, 5], [4, 5])).toEqual([null, 4, 5]);
    expect(broadcast([null, 1, 5], [null, 4, 1])).toEqual([null, 4, 5]);
    expect(broadcast([1, 5], [null, 1])).toEqual([null, 5]);
    expect(broadcast([], [null, 3])).toEqual([null, 3]);
  });

  /** A shape, and one that broadcasts to it: some sizes are 1, and some of the first are left out. */
  const pair = fc
    .tuple(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), fc.boolean(), fc.nat(4), fc.nat())
    .map(([sizes, hasBatch, dropped, ones]) => {
      const whole: Shape = hasBatch ? [null, ...sizes] : sizes;
      const part = whole.map((size, i) => ((ones >> i) & 1 ? 1 : size)).slice(Math.min(dropped, whole.length));
      return { whole, part };
    });

  it("of a gradient become those of what it belongs to, wherever that was repeated", () => {
    fc.assert(
      fc.property(pair, ({ whole, part }) => {
        const graph = new Graph();
        const [a, b] = [graph.placeholder("a", whole), graph.placeholder("b", part)];
        expect(broadcast(whole, part)).toEqual(whole);
        expect(broadcast(part, whole)).toEqual(whole);
        const gradient = raw(graph, "Mul", a, b);
        expect(reduceTo(graph, gradient, part).shape).toEqual(part);
        expect(reduceTo(graph, gradient, whole)).toBe(gradient);
      }),
    );
  });

  it("lose the axes that are reduced, counted from either end, or keep them as 1", () => {
    const graph = new Graph();
    const x = graph.placeholder("x", [null, 4, 5, 6]);
    expect(rawReduce(graph, "Sum", x, [1, -1]).shape).toEqual([null, 5]);
    expect(rawReduce(graph, "Sum", x, [0, 1], true).shape).toEqual([1, 1, 5, 6]);
  });
});

describe("a graph", () => {
  it("gives each node a name of its own, of signs that TensorFlow takes", () => {
    const graph = new Graph();
    const named = (name: string) => graph.placeholder(name, []).node.name;
    expect([named("fc/kernel"), named("fc/kernel"), named("größe, μ"), named("-x"), named("_y")]).toEqual([
      "fc/kernel",
      "fc/kernel_1",
      "gr__e___",
      "n-x",
      "n_y",
    ]);
  });

  it("holds a constant once", () => {
    const graph = new Graph();
    expect(graph.scalar(0.5)).toBe(graph.scalar(0.5));
    expect(graph.integers([1, 2])).toBe(graph.integers([1, 2]));
    expect(graph.integers([1, 2])).not.toBe(graph.floats([1, 2]));
    expect(graph.integerTable([1, 2, 3, 4], 2)).not.toBe(graph.integers([1, 2, 3, 4]));
    expect(graph.scalar(1)).not.toBe(graph.floats([1]));
  });

  it("names the storage of each variable differently, whatever the variables are called", () => {
    const graph = new Graph();
    const storage = [graph.variable("a/b", [2]), graph.variable("a/b", [2])].map(
      ({ handle }) => handle.node.attributes.shared_name,
    );
    expect(storage).toEqual([{ text: "a/b" }, { text: "a/b_1" }]);
  });
});
