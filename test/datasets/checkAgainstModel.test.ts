import { describe, expect, it } from "vitest";
import type { LossName } from "../../src/recipes/recipe.ts";
import { checkAgainstModel } from "../../src/trainer/datasets/checkAgainstModel.ts";
import { type Dataset, DatasetError, type TargetKind } from "../../src/trainer/datasets/dataset.ts";
import { heldExamples } from "../../src/trainer/datasets/examples.ts";

const none = heldExamples([{ width: 1, values: new Float32Array(0) }], { width: 1, values: new Float32Array(0) });

function dataset(inputShape: readonly number[], target: TargetKind): Dataset {
  const rest = { train: none, test: none, sha256: "", decoder: undefined, warnings: [], close: async () => {} };
  return { name: "digits", inputShapes: [inputShape], targets: [target], ...rest };
}

/** Against a model of one input and one output. */
function check(data: Dataset, inputShape: number[], outputShape: number[], loss: LossName): void {
  checkAgainstModel(data, [{ layer: "in", shape: inputShape }], [{ layer: "out", shape: outputShape }], [loss]);
}

const classes = (count: number): TargetKind => ({ kind: "class", classes: count });
const values = (width: number): TargetKind => ({ kind: "values", width });
const named = (count: number): TargetKind => ({ kind: "class", classes: count, names: ["a", "b", "c"] });

describe("data against a model", () => {
  it("passes where shapes and classes agree", () => {
    check(dataset([28, 28, 1], named(3)), [28, 28, 1], [3], "crossentropy");
    check(dataset([32, 32, 3], named(3)), [0, 0, 3], [3], "crossentropy");
    check(dataset([4], values(2)), [4], [2], "meanSquaredError");
    check(dataset([4], values(1)), [4], [1], "binaryCrossentropy");
  });

  it("passes where labels without names stay below the model's outputs", () => {
    check(dataset([4], classes(9)), [4], [10], "crossentropy");
  });

  it.each([
    ["another size", [32, 28, 1]],
    ["another rank", [28, 28]],
    ["other channels", [28, 28, 3]],
  ])("is refused for %s, with both shapes", (_, inputShape) => {
    const checking = () => check(dataset([28, 28, 1], classes(3)), inputShape, [3], "crossentropy");
    expect(checking).toThrow(DatasetError);
    expect(checking).toThrow(`takes inputs of [${inputShape.join(", ")}], but digits has [28, 28, 1]. Choose`);
  });

  it("is refused where it does not meet what an open model fixes, with question marks for what it leaves open", () => {
    const checking = () => check(dataset([28, 28, 1], classes(3)), [0, 0, 3], [3], "crossentropy");
    expect(checking).toThrow("takes inputs of [?, ?, 3], but digits has [28, 28, 1].");
  });

  it("is refused where named classes are more or fewer than the outputs", () => {
    for (const outputs of [2, 4]) {
      const checking = () => check(dataset([4], named(3)), [4], [outputs], "crossentropy");
      expect(checking).toThrow(
        `The model gives [${outputs}], but digits has 3 classes. Give the model one output a class`,
      );
    }
  });

  it("is refused where a label lies beyond the outputs", () => {
    const checking = () => check(dataset([4], classes(11)), [4], [10], "crossentropy");
    expect(checking).toThrow("The model gives [10], but digits has classes 0 to 10.");
  });

  it("is refused where the model gives more than a row of classes", () => {
    const checking = () => check(dataset([4], classes(4)), [4], [2, 2], "crossentropy");
    expect(checking).toThrow("The model gives [2, 2], but digits has classes 0 to 3.");
  });

  it("is refused where two classes meet a single output, and points to binaryCrossentropy", () => {
    const checking = () => check(dataset([4], classes(2)), [4], [1], "crossentropy");
    expect(checking).toThrow(/gives \[1\].*Choose binaryCrossentropy/);
  });

  it("is refused where values are more or fewer than the outputs", () => {
    const checking = () => check(dataset([4], values(1)), [4], [3], "meanSquaredError");
    expect(checking).toThrow("The model gives [3], but digits has 1 target an example. End the model");
  });

  it("is refused where probabilities of classes meet outputs that are not one row of classes", () => {
    for (const loss of ["crossentropy", "kullbackLeibler"] as const) {
      check(dataset([4], values(4)), [4], [4], loss);
      const checking = (outputs: number[]) => () => check(dataset([4], values(4)), [4], outputs, loss);
      expect(checking([2, 2])).toThrow(
        "The model gives [2, 2], but digits has 4 targets an example. End the model in one",
      );
      expect(checking([3])).toThrow("The model gives [3], but digits has 4 targets an example. End the model in one");
    }
  });

  it("is refused where binaryCrossentropy meets a model of classes, and points to crossentropy", () => {
    const checking = () => check(dataset([4], values(1)), [4], [2], "binaryCrossentropy");
    expect(checking).toThrow(/gives \[2\], but digits has 1 target .* Choose crossentropy/);
  });

  it("names the layer where a model has several inputs or outputs", () => {
    const ports = (...shapes: number[][]) => shapes.map((shape, i) => ({ layer: `layer${i}`, shape }));
    const two = { ...dataset([4], classes(3)), inputShapes: [[4], [2, 2]], targets: [classes(3), values(2)] };
    const losses = ["crossentropy", "meanSquaredError"] as const;
    checkAgainstModel(two, ports([4], [2, 2]), ports([3], [2]), losses);
    expect(() => checkAgainstModel(two, ports([4], [2, 3]), ports([3], [2]), losses)).toThrow(
      "The model takes inputs of [2, 3] at layer1, but digits has [2, 2] there. Choose data",
    );
    expect(() => checkAgainstModel(two, ports([4], [2, 2]), ports([3], [1]), losses)).toThrow(
      "The model gives [1] at layer1, but digits has 2 targets an example there. End the model",
    );
    expect(() => checkAgainstModel(two, ports([4], [2, 2]), ports([2], [2]), losses)).toThrow(
      "The model gives [2] at layer0, but digits has classes 0 to 2 there.",
    );
  });
});
