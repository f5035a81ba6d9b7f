import { describe, expect, it } from "vitest";
import { layersOf, type SelectableLayer } from "../../src/recipes/rules.ts";
import { globsOf, ruleSelectors, trainableSelectors } from "../../src/recipes/selectorChoices.ts";
import { compileSelectors } from "../../src/recipes/selectors.ts";
import { layer, network } from "./layers.ts";

const layers: readonly SelectableLayer[] = [
  ...layersOf(network),
  { name: "flatten", className: "Flatten", tensors: [] },
];

function selectors(kind: string, choices: readonly { selector: string; kind: string }[]): string[] {
  return choices.filter((choice) => choice.kind === kind).map(({ selector }) => selector);
}

describe("selectors to choose from", () => {
  const choices = ruleSelectors(layers);

  it("are, for a rule, groups, classes and layers that select weights", () => {
    expect(selectors("group", choices)).toEqual(["pointwise", "conv", "dense", "depthwise"]);
    expect(selectors("class", choices)).toEqual([
      "Conv2D",
      "DepthwiseConv2D",
      "SeparableConv2D",
      "Conv2DTranspose",
      "Embedding",
      "LSTM",
      "Dense",
    ]);
    const named = selectors("layer", choices);
    expect(named).toContain("conv_dw_1");
    expect(named).not.toContain("conv1_bn");
    expect(named).not.toContain("flatten");
  });

  it("name a layer that is called like a group by its kernel", () => {
    expect(selectors("layer", choices)).toContain("dense/kernel");
    expect(selectors("layer", choices)).not.toContain("dense");
  });

  it("tell what each of them selects", () => {
    const tensors = layers.flatMap((one) => one.tensors);
    for (const { selector, selected } of choices) expect(selected).toEqual(tensors.filter(compileSelectors(selector)));
  });

  it("have globs that select several layers, and no two that select the same", () => {
    const blocks = [1, 2].flatMap((n) => [
      ...layer(`block_${n}_expand`, "Conv2D", { kernel: [1, 1, 8, 16] }),
      ...layer(`block_${n}_project`, "Conv2D", { kernel: [1, 1, 16, 8] }),
    ]);
    expect(selectors("glob", ruleSelectors(layersOf(blocks)))).toEqual([
      "block_*",
      "block_*_expand",
      "block_1_*",
      "block_*_project",
      "block_2_*",
    ]);
  });

  it("are, for the layers that learn, whole layers: those of biases and normalisation too", () => {
    const trainable = trainableSelectors(layers);
    expect(selectors("layer", trainable)).toContain("conv1_bn");
    expect(selectors("layer", trainable)).toContain("flatten");
    expect(trainable.find(({ selector }) => selector === "Dense")?.selected.map(({ name }) => name)).toEqual([
      "dense",
      "dense_1",
    ]);
  });
});

it.each([
  ["the model around", ["backbone/conv1", "backbone/bn"], ["backbone/**"]],
  ["all but a number", ["dw1", "dw2"], ["dw*"]],
  ["a beginning", ["conv_in", "conv_out"], ["conv_*"]],
  ["a numbered block", ["block_3_a", "block_3_b"], ["block_*", "block_3_*"]],
  ["nothing", ["conv1", "predictions"], []],
])("globs are after what two names share: %s", (_, names, globs) => {
  expect(globsOf(names)).toEqual(globs);
});
