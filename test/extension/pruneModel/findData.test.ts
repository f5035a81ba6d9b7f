import path from "node:path";
import { describe, expect, it } from "vitest";
import { findData } from "../../../src/extension/pruneModel/find/findData.ts";
import type { FolderTree } from "../../../src/extension/pruneModel/find/folderTree.ts";
import { modelPlaces } from "../../../src/extension/pruneModel/find/modelPlaces.ts";

/** A number stands for so many images, a list for names of files, an object for folders; `.` names files beside those. */
interface Sketch {
  readonly [name: string]: number | readonly string[] | Sketch;
}

function folder(name: string, sketch: Sketch | number | readonly string[], parent = ""): FolderTree {
  const here = path.join(parent, name);
  const none = { path: here, name, folders: [], files: [], images: 0, isRun: false };
  if (typeof sketch === "number") return { ...none, images: sketch };
  if (Array.isArray(sketch)) return { ...none, files: sketch, isRun: sketch.includes("events.ndjson") };
  const { ".": files = [], ...folders } = sketch as Sketch;
  return {
    ...none,
    files: files as readonly string[],
    folders: Object.entries(folders).map(([inner, what]) => folder(inner, what, here)),
  };
}

const found = (sketch: Sketch) => findData(folder("w", sketch));

describe("data found by names", () => {
  it("is a folder with several folders of images", () => {
    expect(found({ flowers: { rose: 3, tulip: 4 }, one: { cat: 2 }, loose: 5 })).toEqual([
      { type: "images", path: "w/flowers" },
    ]);
  });

  it("is the folder around train/ and test/, not each side of it", () => {
    const classes = { rose: 3, tulip: 4 };
    expect(found({ flowers: { train: classes, test: classes } })).toEqual([{ type: "images", path: "w/flowers" }]);
    expect(found({ flowers: { train: classes, val: classes } })).toEqual([
      { type: "images", path: "w/flowers/train" },
      { type: "images", path: "w/flowers/val" },
    ]);
  });

  it("is a folder of images of which one class is empty: what is wrong with it is said later", () => {
    expect(found({ flowers: { rose: 3, tulip: 4, weed: 0 } })).toHaveLength(1);
  });

  it.each([
    ["packed", "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz"],
    ["plain", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte"],
    ["with a dot", "train-images.idx3-ubyte", "train-labels.idx1-ubyte", "test-images.idx3-ubyte"],
    [
      "with a name of its own",
      "emnist-train-images-idx3-ubyte",
      "emnist-train-labels-idx1-ubyte",
      "emnist-test-images-idx3-ubyte",
    ],
  ])("is a set of four IDX files, %s", (_, trainImages, trainLabels, testImages) => {
    const testLabels = testImages.replace("images", "labels").replace("idx3", "idx1");
    const files = [trainImages, trainLabels, testImages, testLabels];
    const [set] = found({ mnist: files });
    expect(set).toEqual({
      type: "idx",
      trainImages: `w/mnist/${trainImages}`,
      trainLabels: `w/mnist/${trainLabels}`,
      testImages: `w/mnist/${testImages}`,
      testLabels: `w/mnist/${testLabels}`,
    });
    expect(found({ mnist: files.slice(0, 3) })).toEqual([]);
    expect(found({ mnist: [...files, `${trainImages}.gz`] })).toHaveLength(1);
  });

  it.each([
    ["x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy"],
    ["train_images.npy", "train_labels.npy", "test_images.npy", "test_labels.npy"],
    ["trainInputs.npy", "trainTargets.npy", "testInputs.npy", "testTargets.npy"],
    ["X-train.npy", "Y-train.npy", "X-test.npy", "Y-test.npy"],
  ])("is a set of four NumPy arrays: %s", (trainInputs, trainTargets, testInputs, testTargets) => {
    expect(found({ ".": [trainInputs, trainTargets, testInputs, testTargets, "extra.npy"] })).toEqual([
      {
        type: "npy",
        trainInputs: `w/${trainInputs}`,
        trainTargets: `w/${trainTargets}`,
        testInputs: `w/${testInputs}`,
        testTargets: `w/${testTargets}`,
      },
    ]);
  });

  it("is each table, with the one to test on", () => {
    expect(found({ ".": ["iris.csv", "mnist_train.csv", "mnist_test.csv"] })).toEqual([
      { type: "csv", train: "w/iris.csv" },
      { type: "csv", train: "w/mnist_train.csv", test: "w/mnist_test.csv" },
    ]);
  });

  it("is nothing in a run folder", () => {
    expect(found({ runs: { "a-1": ["events.ndjson", "recipe.json", "history.csv"] } })).toEqual([]);
  });
});

it("models are found by name: files, outer ones first, then runs, newest first", () => {
  const run = ["events.ndjson", "recipe.json"];
  const tree = folder("w", {
    nets: ["b.keras", "weights.safetensors", "net.h5"],
    ".": ["model.json", "package.json"],
    runs: { "a-20260101-100000": run, "a-20260102-100000": run },
  });
  expect(modelPlaces(tree)).toEqual([
    { kind: "file", path: "w/model.json" },
    { kind: "file", path: "w/nets/b.keras" },
    { kind: "file", path: "w/nets/net.h5" },
    { kind: "run", path: "w/runs/a-20260102-100000" },
    { kind: "run", path: "w/runs/a-20260101-100000" },
  ]);
});
