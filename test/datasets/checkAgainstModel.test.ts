import { describe, expect, it } from "vitest";
import { checkAgainstModel } from "../../src/trainer/datasets/checkAgainstModel.ts";
import { type Dataset, DatasetError, type TargetKind } from "../../src/trainer/datasets/dataset.ts";
import { floatExamples } from "../../src/trainer/datasets/examples.ts";

const none = floatExamples(new Float32Array(0), 1, { width: 1, values: new Float32Array(0) });

function dataset(inputShape: readonly number[], target: TargetKind, classNames?: readonly string[]): Dataset {
  const rest = { train: none, test: none, sha256: "", decoder: undefined, warnings: [], close: async () => {} };
  return { name: "digits", inputShape, target, classNames, ...rest };
}

const classes = (count: number): TargetKind => ({ kind: "class", classes: count });
const values = (width: number): TargetKind => ({ kind: "values", width });
const names = ["a", "b", "c"];

describe("data against a model", () => {
  it("passes where shapes and classes agree", () => {
    checkAgainstModel(dataset([28, 28, 1], classes(3), names), [28, 28, 1], [3], "crossentropy");
    checkAgainstModel(dataset([32, 32, 3], classes(3), names), [0, 0, 3], [3], "crossentropy");
    checkAgainstModel(dataset([4], values(2)), [4], [2], "meanSquaredError");
    checkAgainstModel(dataset([4], values(1)), [4], [1], "binaryCrossentropy");
  });

  it("passes where labels without names stay below the model's outputs", () => {
    checkAgainstModel(dataset([4], classes(9)), [4], [10], "crossentropy");
  });

  it.each([
    ["another size", [32, 28, 1]],
    ["another rank", [28, 28]],
    ["other channels", [28, 28, 3]],
  ])("is refused for %s, with both shapes", (_, inputShape) => {
    const check = () => checkAgainstModel(dataset([28, 28, 1], classes(3)), inputShape, [3], "crossentropy");
    expect(check).toThrow(DatasetError);
    expect(check).toThrow(`takes inputs of [${inputShape.join(", ")}], but digits has [28, 28, 1]. Choose`);
  });

  it("is refused where it does not meet what an open model fixes, with question marks for what it leaves open", () => {
    const check = () => checkAgainstModel(dataset([28, 28, 1], classes(3)), [0, 0, 3], [3], "crossentropy");
    expect(check).toThrow("takes inputs of [?, ?, 3], but digits has [28, 28, 1].");
  });

  it("is refused where named classes are more or fewer than the outputs", () => {
    for (const outputs of [2, 4]) {
      const check = () => checkAgainstModel(dataset([4], classes(3), names), [4], [outputs], "crossentropy");
      expect(check).toThrow(
        `The model gives [${outputs}], but digits has 3 classes. Give the model one output a class`,
      );
    }
  });

  it("is refused where a label lies beyond the outputs", () => {
    const check = () => checkAgainstModel(dataset([4], classes(11)), [4], [10], "crossentropy");
    expect(check).toThrow("The model gives [10], but digits has classes 0 to 10.");
  });

  it("is refused where the model gives more than a row of classes", () => {
    const check = () => checkAgainstModel(dataset([4], classes(4)), [4], [2, 2], "crossentropy");
    expect(check).toThrow("The model gives [2, 2], but digits has classes 0 to 3.");
  });

  it("is refused where two classes meet a single output, and points to binaryCrossentropy", () => {
    const check = () => checkAgainstModel(dataset([4], classes(2)), [4], [1], "crossentropy");
    expect(check).toThrow(/gives \[1\].*Choose binaryCrossentropy/);
  });

  it("is refused where values are more or fewer than the outputs", () => {
    const check = () => checkAgainstModel(dataset([4], values(1)), [4], [3], "meanSquaredError");
    expect(check).toThrow("The model gives [3], but digits has 1 target an example. End the model");
  });

  it("is refused where probabilities of classes meet outputs that are not one row of classes", () => {
    for (const loss of ["crossentropy", "kullbackLeibler"] as const) {
      checkAgainstModel(dataset([4], values(4)), [4], [4], loss);
      const check = (outputs: number[]) => () => checkAgainstModel(dataset([4], values(4)), [4], outputs, loss);
      expect(check([2, 2])).toThrow(
        "The model gives [2, 2], but digits has 4 targets an example. End the model in one",
      );
      expect(check([3])).toThrow("The model gives [3], but digits has 4 targets an example. End the model in one");
    }
  });

  it("is refused where binaryCrossentropy meets a model of classes, and points to crossentropy", () => {
    const check = () => checkAgainstModel(dataset([4], values(1)), [4], [2], "binaryCrossentropy");
    expect(check).toThrow(/gives \[2\], but digits has 1 target .* Choose crossentropy/);
  });
});
