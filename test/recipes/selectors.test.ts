import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Rule } from "../../src/recipes/recipe.ts";
import { layersOf, resolveRules, resolveTrainable } from "../../src/recipes/rules.ts";
import { matches } from "../../src/recipes/selectors.ts";
import { network, rule } from "./layers.ts";

function selected(select: string | string[]): string[] {
  return network.filter((tensor) => matches(select, tensor)).map(({ name }) => name);
}

describe("a selector", () => {
  it.each<[string, string, string[]]>([
    ["a layer's path: its kernel, not its bias", "conv1", ["conv1/kernel"]],
    ["the path of a layer in a nested model", "backbone/conv_pw_2", ["backbone/conv_pw_2/kernel"]],
    ["every kernel of a layer with two", "lstm", ["lstm/kernel", "lstm/recurrent_kernel"]],
    ["an embedding's table", "words", ["words/embeddings"]],
    ["a depthwise layer by its path", "conv_dw_1", ["conv_dw_1/depthwise_kernel"]],
    ["a depthwise layer by its class", "DepthwiseConv2D", ["conv_dw_1/depthwise_kernel"]],
    [
      "both halves of a separable convolution by its path",
      "backbone/separable",
      ["backbone/separable/depthwise_kernel", "backbone/separable/pointwise_kernel"],
    ],
    ["only the pointwise half of it by its class", "SeparableConv2D", ["backbone/separable/pointwise_kernel"]],
    ["a class", "Conv2D", ["conv1/kernel", "conv_pw_1/kernel", "backbone/conv_pw_2/kernel"]],
    ["a glob, on one level of nesting and without depthwise kernels", "conv_*", ["conv_pw_1/kernel"]],
    ["a glob over a nested model", "backbone/*", ["backbone/conv_pw_2/kernel", "backbone/separable/pointwise_kernel"]],
    ["a glob over all levels", "**/conv_pw_*", ["conv_pw_1/kernel", "backbone/conv_pw_2/kernel"]],
    [
      "the group pointwise",
      "pointwise",
      ["conv_pw_1/kernel", "backbone/conv_pw_2/kernel", "backbone/separable/pointwise_kernel"],
    ],
    [
      "the group conv, pointwise included and depthwise not",
      "conv",
      [
        "conv1/kernel",
        "conv_pw_1/kernel",
        "backbone/conv_pw_2/kernel",
        "backbone/separable/pointwise_kernel",
        "up/kernel",
      ],
    ],
    ["the group dense, although a layer has that name", "dense", ["dense/kernel", "dense_1/kernel"]],
    ["the group depthwise", "depthwise", ["conv_dw_1/depthwise_kernel", "backbone/separable/depthwise_kernel"]],
    ["a tensor by its name", "dense/kernel", ["dense/kernel"]],
    ["a bias by its name", "conv1/bias", ["conv1/bias"]],
    ["normalisation by its name", "conv1_bn/gamma", ["conv1_bn/gamma"]],
    ["nothing for a normalisation layer", "conv1_bn", []],
    ["nothing for moving statistics", "conv1_bn/moving_variance", []],
    ["nothing for a glob over tensors", "conv1/*", []],
    ["nothing for what looks like a negation", "!conv1", []],
  ])("selects %s", (_, select, names) => {
    expect(selected(select)).toEqual(names);
  });

  it("that is a glob of everything reaches no bias, no normalisation and no depthwise kernel", () => {
    expect(selected("**")).toEqual([
      "conv1/kernel",
      "conv_pw_1/kernel",
      "backbone/conv_pw_2/kernel",
      "backbone/separable/pointwise_kernel",
      "up/kernel",
      "words/embeddings",
      "lstm/kernel",
      "lstm/recurrent_kernel",
      "dense/kernel",
      "dense_1/kernel",
    ]);
  });

  it("takes the kernel of a depthwise layer for depthwise, as Keras 3 names it", () => {
    const kernel = {
      name: "dw/kernel",
      layer: "dw",
      className: "DepthwiseConv2D",
      role: "kernel",
      shape: [1, 1, 8, 1],
    };
    expect(matches("depthwise", kernel)).toBe(true);
    expect(matches(["*", "pointwise", "conv"], kernel)).toBe(false);
  });

  it("joins several", () => {
    expect(selected(["conv1", "dense_1"])).toEqual(["conv1/kernel", "dense_1/kernel"]);
  });
});

const selectors = [
  "conv",
  "dense",
  "pointwise",
  "depthwise",
  "conv1",
  "dense_1",
  "conv_*",
  "**",
  "Conv2D",
  "dense/bias",
];
const rules = fc.array(
  fc
    .record({
      select: fc.oneof(fc.constantFrom(...selectors), fc.subarray(selectors, { minLength: 1 })),
      sparsityUpperBound: fc.constantFrom(0, 0.5, 0.75),
      endPass: fc.nat(60),
    })
    .map(({ select, ...settings }) => rule(select, settings)),
  { maxLength: 6 },
);

/** The definition, written down naively: rule after rule overwrites what the earlier ones gave. */
function lastRuleOf(given: readonly Rule[]): Map<string, Rule> {
  const winners = new Map<string, Rule>();
  for (const one of given) {
    for (const tensor of network) {
      for (const selector of [one.select].flat()) if (matches(selector, tensor)) winners.set(tensor.name, one);
    }
  }
  return winners;
}

describe("rules", () => {
  it("give each tensor the target of the last rule that selects it, in the network's order", () => {
    fc.assert(
      fc.property(rules, (given) => {
        const winners = lastRuleOf(given);
        const expected = network.flatMap(({ name }) => {
          const { select: _, ...target } = winners.get(name) ?? rule("", { sparsityUpperBound: 0 });
          return target.sparsityUpperBound > 0 ? [[name, target]] : [];
        });
        expect(resolveRules(given, network).map(({ tensor, target }) => [tensor.name, target])).toEqual(expected);
      }),
    );
  });

  it("leave layers dense again where a later bound is 0", () => {
    const plan = resolveRules([rule("dense"), rule("dense_1", { sparsityUpperBound: 0 })], network);
    expect(plan.map(({ tensor }) => tensor.name)).toEqual(["dense/kernel"]);
  });
});

describe("trainable layers", () => {
  const layers = [...layersOf(network), { name: "flatten", className: "Flatten", tensors: [] }];

  it("are all of them by default", () => {
    expect(resolveTrainable("all", layers).size).toBe(layers.length);
  });

  it("are chosen whole, by path, glob, class and group", () => {
    expect([...resolveTrainable(["conv1"], layers)]).toEqual(["conv1"]);
    expect([...resolveTrainable(["conv1*"], layers)]).toEqual(["conv1", "conv1_bn"]);
    expect([...resolveTrainable(["BatchNormalization"], layers)]).toEqual(["conv1_bn"]);
    expect([...resolveTrainable(["depthwise", "dense"], layers)]).toEqual([
      "conv_dw_1",
      "backbone/separable",
      "dense",
      "dense_1",
    ]);
  });
});
