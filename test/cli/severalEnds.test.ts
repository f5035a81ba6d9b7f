import { writeFile } from "node:fs/promises";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { readMasks } from "../../src/runs/masks.ts";
import { npyBytes } from "../datasets/support.ts";
import { normals } from "../trainer/normals.ts";
import { sparsity } from "./command.ts";
import { loadExport } from "./loadExport.ts";
import { eventsOf, parseEvents, temporaryFolder } from "./tinyRun.ts";

/** A network of Keras with two inputs and two outputs, one tower for both inputs, and a Subtract. */
const model = path.join(import.meta.dirname, "../fixtures/keras/siamese.keras");
const folder = await temporaryFolder();

/** Pairs of images: the second is the first, or a darker one. The class says which, the value by how much. */
async function writePairs(side: string, count: number) {
  const left = normals(36 * count, 1 + count).map((value) => value * 0.3 + 0.5);
  const shades = Float32Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 0 : 0.5 + (i % 5) / 10));
  const right = left.map((value, i) => value - shades[Math.floor(i / 36)]);
  const kinds = Int32Array.from(shades, (shade) => Number(shade > 0));
  const shape = [count, 6, 6, 1];
  await writeFile(path.join(folder, `${side}-left.npy`), npyBytes("<f4", shape, left));
  await writeFile(path.join(folder, `${side}-right.npy`), npyBytes("<f4", shape, right));
  await writeFile(path.join(folder, `${side}-kind.npy`), npyBytes("<i4", [count], kinds));
  await writeFile(path.join(folder, `${side}-shade.npy`), npyBytes("<f4", [count, 1], shades));
  return { left, right, kinds, shape };
}

await writePairs("train", 60);
const test = await writePairs("test", 20);

async function writeRecipe(name: string, changes: object = {}): Promise<string> {
  const file = path.join(folder, `${name}.prune.json`);
  const recipe = {
    model,
    dataset: {
      type: "npy",
      trainInputs: ["train-left.npy", "train-right.npy"],
      trainTargets: ["train-kind.npy", "train-shade.npy"],
      testInputs: ["test-left.npy", "test-right.npy"],
      testTargets: ["test-kind.npy", "test-shade.npy"],
    },
    loss: ["crossentropy", "meanSquaredError"],
    lossWeights: [1, 0.5],
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 10,
    passes: 12,
    engine: "wasm",
    rules: [{ select: "tower/**", sparsityUpperBound: 0.6, intervalPass: 2, endPass: 4 }],
    ...changes,
  };
  await writeFile(file, JSON.stringify(recipe));
  return file;
}

describe("sparsity prune, of a network with two inputs and two outputs", () => {
  it("trains it with masks, and exports what TensorFlow.js opens as it is", async () => {
    const run = path.join(folder, "run");
    const outcome = await sparsity("prune", await writeRecipe("siamese"), "--run", run, "--json");
    expect(outcome.stderr).toBe("");
    const events = parseEvents(outcome.stdout);
    const [{ dataset }] = eventsOf(events, "runStarted");
    const size = [6, 6, 1];
    expect(dataset).toMatchObject({
      name: "train-left.npy + train-right.npy",
      inputShapes: [size, size],
      classes: [2, null],
    });
    const [before] = eventsOf(events, "denseEvaluated");
    const [ended] = eventsOf(events, "runEnded");
    const after = eventsOf(events, "passEnded").at(-1)!.test;
    expect(after.loss!).toBeLessThan(before.test.loss! / 2);
    expect(ended.accuracyAfter).toBeGreaterThan(0.8);

    const exported = await loadExport(path.join(run, "export/pruned"));
    const { prunedAt } = await readMasks(path.join(run, "masks.safetensors"));
    expect([...prunedAt.keys()]).toEqual(["tower/conv/kernel", "tower/features/kernel"]);
    const [tower] = exported.layers.filter(({ name }) => name === "tower");
    const features = await (tower as typeof tower & typeof exported).getLayer("features").getWeights()[0].data();
    const pruned = prunedAt.get("tower/features/kernel")!;
    expect([...features].map((value) => value === 0)).toEqual([...pruned].map((at) => at > 0));
    expect(ended.sparsity).toBeGreaterThan(0.5);

    const inputs = [test.left, test.right].map((values) => tf.tensor(values, test.shape));
    const [kinds] = exported.predict(inputs) as tf.Tensor[];
    const answers = await tf.argMax(kinds, -1).data();
    const right = test.kinds.filter((kind, i) => kind === answers[i]).length;
    expect(right / test.kinds.length).toBe(ended.accuracyAfter);
  });

  it("says which list is too long", async () => {
    const recipe = await writeRecipe("long", { loss: "huber", lossWeights: [1, 1, 1] });
    const { code, stderr } = await sparsity("prune", recipe);
    expect(code).toBe(1);
    expect(stderr).toContain("lossWeights has 3 entries, but the network has 2 outputs (same, distance).");
  });

  it("says what kind of data such a network learns from", async () => {
    const dataset = { type: "sample", name: "fashion-mnist" };
    const { code, stderr } = await sparsity("prune", await writeRecipe("sample", { dataset, loss: "crossentropy" }));
    expect(code).toBe(1);
    expect(stderr).toContain('Data of the type "sample" has one input and one label an example, but the network has 2');
  });
});
