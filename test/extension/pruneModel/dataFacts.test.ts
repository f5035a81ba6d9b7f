import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DataFacts } from "../../../src/extension/pruneModel/find/dataFacts.ts";
import { misfit } from "../../../src/extension/pruneModel/find/dataFit.ts";
import type { DataPlace } from "../../../src/extension/pruneModel/find/dataPlace.ts";
import { findData } from "../../../src/extension/pruneModel/find/findData.ts";
import { allFolders, readFolderTree } from "../../../src/extension/pruneModel/find/folderTree.ts";
import { readDataFacts, sampleFacts } from "../../../src/extension/pruneModel/find/readDataFacts.ts";
import { likelyLabel } from "../../../src/extension/pruneModel/find/tableFacts.ts";
import { checkAgainstModel } from "../../../src/trainer/datasets/checkAgainstModel.ts";
import { listImages } from "../../../src/trainer/datasets/imageFolder.ts";
import { openDataset } from "../../../src/trainer/datasets/open.ts";
import { contextOf, idxBytes, npyBytes, temporaryFolder, writeFiles } from "../../datasets/support.ts";
import { endsOf } from "./drafts.ts";

/** A new folder with these files; a slash makes a folder. */
function folderWith(files: Readonly<Record<string, Buffer | string>>): string {
  const folder = temporaryFolder();
  for (const name of Object.keys(files)) mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFiles(folder, files);
  return folder;
}

const images = {
  "rose/1.jpg": "",
  "rose/2.JPEG": "",
  "rose/notes.txt": "",
  "tulip/1.webp": "",
  "tulip/.hidden.png": "",
};

describe("what is known of data before it is read", () => {
  it("is, of images, what the trainer will find", async () => {
    const folder = folderWith(images);
    const facts = await readDataFacts({ type: "images", path: folder });
    const listed = await listImages(folder);
    expect(facts.targets).toEqual([{ kind: "classes", count: listed.classNames.length, exact: true }]);
    expect(facts.train).toBe(listed.train.length);
    expect(facts.test).toBeUndefined();
  });

  it("is, of train/ and test/, both sides", async () => {
    const sides = ["train", "test"].flatMap((side) => Object.keys(images).map((name) => [`${side}/${name}`, ""]));
    const folder = folderWith(Object.fromEntries(sides));
    expect(await readDataFacts({ type: "images", path: folder })).toMatchObject({ train: 3, test: 3 });
  });

  it.each([
    ["a class without images", { ...images, "weed/readme.md": "" }, "weed holds no images"],
    ["a class on one side only", { "train/a/1.png": "", "train/b/1.png": "", "test/a/1.png": "" }, "has no folder b"],
    ["no classes", { "1.png": "" }, "has no folders"],
  ])("refuses what the trainer refuses: %s", async (_, files, sentence) => {
    const folder = folderWith(files as Record<string, string>);
    await expect(listImages(folder)).rejects.toThrow();
    await expect(readDataFacts({ type: "images", path: folder })).rejects.toThrow(sentence);
  });

  it("is, of IDX files, shape, counts and classes, packed or not", async () => {
    const folder = folderWith({
      "train-images-idx3-ubyte.gz": gzipSync(idxBytes([3, 2, 2], Array(12).fill(7))),
      "train-labels-idx1-ubyte": idxBytes([3], [2, 0, 1]),
      "t10k-images-idx3-ubyte": idxBytes([1, 2, 2], [1, 2, 3, 4]),
      "t10k-labels-idx1-ubyte.gz": gzipSync(idxBytes([1], [1])),
    });
    const [place] = findData(await readFolderTree(folder));
    expect(await readDataFacts(place)).toMatchObject({
      inputShapes: [[2, 2, 1]],
      targets: [{ kind: "classes", count: 3, exact: false }],
      train: 3,
      test: 1,
      areBytes: true,
    });
  });

  it("is, of NumPy arrays, shape and type", async () => {
    const folder = folderWith({
      "x_train.npy": npyBytes("<f4", [2, 3, 4], new Float32Array(24)),
      "y_train.npy": npyBytes("<i8", [2], new BigInt64Array(2)),
      "x_test.npy": npyBytes("<f4", [1, 3, 4], new Float32Array(12)),
      "y_test.npy": npyBytes("<i8", [1], new BigInt64Array(1)),
    });
    const [place] = findData(await readFolderTree(folder));
    expect(await readDataFacts(place)).toMatchObject({
      inputShapes: [[3, 4]],
      targets: [undefined],
      train: 2,
      test: 1,
      areBytes: false,
    });
  });

  it("is, of lists of NumPy arrays, the shape of each", async () => {
    const folder = folderWith({
      "a.npy": npyBytes("<f4", [2, 3, 4], new Float32Array(24)),
      "b.npy": npyBytes("|u1", [2, 5], new Uint8Array(10)),
      "c.npy": npyBytes("<f4", [2], new Float32Array(2)),
    });
    const [a, b, c] = ["a", "b", "c"].map((name) => join(folder, `${name}.npy`));
    const place = { type: "npy", trainInputs: [a, b], trainTargets: [c, a], testInputs: [a, b], testTargets: [c, a] };
    expect(await readDataFacts(place as DataPlace)).toMatchObject({
      inputShapes: [[3, 4], [5]],
      targets: [
        { kind: "values", width: 1 },
        { kind: "classes", count: 12, exact: true },
      ],
      train: 2,
      areBytes: true,
    });
  });

  it("is, of a table, its columns and what they would be as labels", async () => {
    const train = join(
      folderWith({ "iris.csv": "length,width,species,code,weight\n1,2,setosa,0,0.5\n3,4,virginica,2,1\n" }),
      "iris.csv",
    );
    const facts = await readDataFacts({ type: "csv", train });
    expect(facts).toMatchObject({ inputShapes: [[4]], train: 2 });
    expect(facts.columns.map(({ name, targets }) => [name, targets])).toEqual([
      ["length", { kind: "classes", count: 4, exact: false }],
      ["width", { kind: "classes", count: 5, exact: false }],
      ["species", { kind: "classes", count: 2, exact: true }],
      ["code", { kind: "classes", count: 3, exact: false }],
      ["weight", { kind: "values", width: 1 }],
    ]);
    expect(likelyLabel(facts.columns)).toBe("species");
    expect(likelyLabel(facts.columns.filter(({ name }) => name !== "species"))).toBe("weight");
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["a text", { type: "csv", train: "a.txt" }],
    ["what is not there", { type: "csv", train: "none.csv" }],
    [
      "another file",
      { type: "npy", trainInputs: "a.txt", trainTargets: "a.txt", testInputs: "a.txt", testTargets: "a.txt" },
    ],
    [
      "another file",
      { type: "idx", trainImages: "a.txt", trainLabels: "a.txt", testImages: "a.txt", testLabels: "a.txt" },
    ],
  ])("refuses %s with a sentence", async (_, place) => {
    const folder = folderWith({ "a.txt": "hello" });
    const placed = Object.fromEntries(
      Object.entries(place).map(([key, name]) => [key, key === "type" ? name : join(folder, name)] as const),
    );
    await expect(readDataFacts(placed as unknown as DataPlace)).rejects.toThrow(/is no|cannot be read/);
  });
});

describe("whether data fits a network", () => {
  const shapes = [[28, 28, 1], [28, 28], [784], [28, 28, 3], [0, 0, 1], [1, 28, 28]];
  const cases = shapes.flatMap((inputShape) => [1, 9, 10, 11].map((outputs) => ({ inputShape, outputs })));

  it.each(cases)("is answered as by the trainer: $inputShape → $outputs", async (network) => {
    const dataset = await openDataset(
      { type: "sample", name: "fashion-mnist" },
      contextOf(".", { inputShape: network.inputShape }),
    );
    const refused = (() => {
      try {
        const output = { layer: "out", shape: [network.outputs] };
        checkAgainstModel(dataset, [{ layer: "in", shape: network.inputShape }], [output], ["crossentropy"]);
        return false;
      } catch {
        return true;
      }
    })();
    expect(misfit(sampleFacts, endsOf(network.inputShape, network.outputs)) !== undefined).toBe(refused);
  });

  it("is said with both sides", () => {
    expect(misfit(sampleFacts, endsOf([224, 224, 3], 10))).toBe(
      "[28, 28, 1] an example, but the network takes [224, 224, 3]",
    );
    expect(misfit(sampleFacts, endsOf([28, 28, 1], 1000))).toBe("10 classes, but the network has 1,000 outputs");
  });

  it("is said with the layers where a network has several inputs or outputs", () => {
    const pair = { inputs: [28, 29].map((side, i) => ({ layer: `in${i}`, shape: [side, side, 1] })) };
    const { outputs } = endsOf(null, 10);
    expect(misfit(sampleFacts, { ...pair, outputs })).toBe(
      "1 input an example, but the network has 2 inputs (in0, in1)",
    );
    const two = {
      ...sampleFacts,
      inputShapes: [
        [28, 28, 1],
        [28, 28],
      ],
    };
    expect(misfit(two, { ...pair, outputs })).toBe("[28, 28] an example, but the network takes [29, 29, 1] at in1");
    const heads = { ...endsOf([28, 28, 1], 10), outputs: [...outputs, { layer: "value", size: 2 }] };
    expect(misfit(sampleFacts, heads)).toBe("1 target an example, but the network has 2 outputs (predictions, value)");
    const targets = [...sampleFacts.targets, { kind: "values", width: 1 } as const];
    expect(misfit(sampleFacts, heads, targets)).toBe("1 value an example, but the network has 2 outputs at value");
    expect(misfit(sampleFacts, heads, [sampleFacts.targets[0], undefined])).toBeUndefined();
  });

  it("lets the columns of a table make several inputs", () => {
    const pair = { ...endsOf(null, 1), inputs: [2, 3].map((width, i) => ({ layer: `in${i}`, shape: [width] })) };
    const table = (columns: number): DataFacts => ({
      ...sampleFacts,
      inputShapes: [[columns]],
      targets: [undefined],
      columns: [{ name: "a", examples: [], targets: undefined }],
    });
    expect(misfit(table(5), pair)).toBeUndefined();
    expect(misfit(table(6), pair)).toBe("6 columns of numbers, but the network takes 5 at 2 inputs (in0, in1)");
  });

  it("lets images of any size pass where a network takes images", async () => {
    const facts = await readDataFacts({ type: "images", path: folderWith(images) });
    expect(misfit(facts, endsOf([224, 224, 3], 2))).toBeUndefined();
    expect(misfit(facts, endsOf([784], 2))).toBe("images, but the network takes [784]");
    expect(misfit(facts, endsOf([224, 224, 3], null))).toBeUndefined();
  });
});

describe("a folder", () => {
  it("is looked through without what is hidden or installed, and links are followed once", async () => {
    const folder = folderWith({ "a/x.csv": "", "node_modules/y/z.csv": "", ".git/config": "" });
    symlinkSync(join(folder, "a"), join(folder, "linked"));
    symlinkSync(folder, join(folder, "a", "back"));
    const tree = await readFolderTree(folder);
    expect(allFolders(tree).map(({ name }) => name)).toEqual([tree.name, "a"]);
  });

  it("that is a run is not looked into", async () => {
    const folder = folderWith({ "r/events.ndjson": "", "r/recipe.json": "", "r/export/dense/model.json": "" });
    const [run] = (await readFolderTree(folder)).folders;
    expect(run).toMatchObject({ isRun: true, folders: [] });
  });
});
