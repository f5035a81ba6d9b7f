import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/trainer/datasets/open.ts";
import { contextOf, readAll } from "./support.ts";

const open = () =>
  openDataset({ type: "sample", name: "fashion-mnist" }, contextOf("/nowhere", { inputShape: [28, 28, 1] }));

describe("the sample that comes with the package", () => {
  it("holds 200 training and 100 test images of each of the ten classes of Fashion-MNIST", async () => {
    const dataset = await open();
    expect(dataset).toMatchObject({
      name: "Fashion-MNIST sample",
      inputShapes: [[28, 28, 1]],
      targets: [{ kind: "class", classes: 10 }],
    });
    const [target] = dataset.targets;
    expect(target.kind === "class" && target.names?.[9]).toBe("Ankle boot");
    for (const [examples, perClass] of [
      [dataset.train, 200],
      [dataset.test, 100],
    ] as const) {
      const { inputs, targets } = await readAll(examples);
      const counts = new Array<number>(10).fill(0);
      for (const [label] of targets) counts[label]++;
      expect(counts).toEqual(new Array(10).fill(perClass));
      expect(new Set(inputs.map(String)).size).toBe(inputs.length);
    }
  });

  it("has the label of each image: most test images look like the mean of their class", async () => {
    const dataset = await open();
    const train = await readAll(dataset.train);
    const test = await readAll(dataset.test);
    const means = Array.from({ length: 10 }, (_, label) => {
      const members = train.inputs.filter((_, row) => train.targets[row][0] === label);
      return members[0].map((_, pixel) => members.reduce((sum, image) => sum + image[pixel], 0) / members.length);
    });
    const distance = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, pixel) => sum + (value - b[pixel]) ** 2, 0);
    const right = test.inputs.filter((image, row) => {
      const distances = means.map((mean) => distance(image, mean));
      return distances.indexOf(Math.min(...distances)) === test.targets[row][0];
    });
    expect(right.length / test.inputs.length).toBeGreaterThan(0.6);
  });
});
