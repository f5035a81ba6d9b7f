import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import type { Augmentation } from "../../src/recipes/recipe.ts";
import { DatasetError } from "../../src/trainer/datasets/dataset.ts";
import { openDataset } from "../../src/trainer/datasets/open.ts";
import {
  closedAfterwards,
  contextOf,
  idxBytes,
  type OneByOne,
  readAll,
  temporaryFolder,
  writeFiles,
} from "./support.ts";

const folder = temporaryFolder();
const settings = {
  type: "idx",
  trainImages: "train-images",
  trainLabels: "train-labels",
  testImages: "test-images",
  testLabels: "test-labels",
  normalize: "zero-one",
} as const;

const trainImages = idxBytes([3, 2, 2], [0, 51, 102, 153, 204, 255, 0, 51, 102, 153, 204, 255]);
const trainLabels = idxBytes([3], [2, 0, 1]);

const open = (changes: OneByOne = {}, augment?: Augmentation) =>
  closedAfterwards(openDataset({ ...settings, augment }, contextOf(folder, changes)));

function refusal(...request: Parameters<typeof open>): Promise<string> {
  return open(...request).then(
    () => "It was opened.",
    (error: unknown) => {
      expect(error).toBeInstanceOf(DatasetError);
      return String(error);
    },
  );
}

beforeEach(() =>
  writeFiles(folder, {
    "train-images": trainImages,
    "train-labels": trainLabels,
    "test-images": idxBytes([1, 2, 2], [255, 255, 0, 0]),
    "test-labels": idxBytes([1], [1]),
  }),
);

describe("IDX files", () => {
  it("become grey images with a channel, scaled to 0..1, and class indices", async () => {
    const dataset = await open();
    expect(dataset).toMatchObject({ inputShapes: [[2, 2, 1]], targets: [{ kind: "class", classes: 3 }], warnings: [] });
    const train = await readAll(dataset.train);
    expect(train.inputs[1]).toEqual([204 / 255, 1, 0, 51 / 255].map(Math.fround));
    expect(train.targets).toEqual([[2], [0], [1]]);
    expect(await readAll(dataset.test)).toEqual({ inputs: [[1, 1, 0, 0]], targets: [[1]] });
  });

  it("are unpacked by their magic number, whatever they are called", async () => {
    const plain = await readAll((await open()).train);
    writeFiles(folder, { "train-images": gzipSync(trainImages), "train-labels": gzipSync(trainLabels) });
    expect(await readAll((await open()).train)).toEqual(plain);
  });

  it("are fed flat, or without a channel, to a model that takes them so", async () => {
    expect((await open({ inputShape: [4] })).inputShapes).toEqual([[4]]);
    expect((await open({ inputShape: [2, 2] })).inputShapes).toEqual([[2, 2]]);
    expect((await open({ inputShape: [1, 4, 1] })).inputShapes).toEqual([[2, 2, 1]]);
  });

  it("are flipped for training in some passes, and in no pass for testing, also where a model takes them flat", async () => {
    const flip = { flip: "horizontal", crop: 0, rotate: 0, colour: 0 } as const;
    for (const inputShape of [[2, 2, 1], [4]]) {
      const plain = await open({ inputShape });
      const dataset = await open({ inputShape }, flip);
      const asItIs = (await readAll(plain.train)).inputs;
      const flipped = asItIs.map(([a, b, c, d]) => [b, a, d, c]);
      expect(await readAll(dataset.train)).toEqual(await readAll(plain.train));
      const passes = await Promise.all(Array.from({ length: 8 }, (_, pass) => readAll(dataset.train, pass)));
      for (const [row, image] of asItIs.entries()) {
        const seen = new Set(passes.map(({ inputs }) => String(inputs[row])));
        expect(seen).toEqual(new Set([String(image), String(flipped[row])]));
      }
      expect(passes[0]?.targets).toEqual((await readAll(plain.train)).targets);
      for (const pass of [0, 1, 2]) expect(await readAll(dataset.test, pass)).toEqual(await readAll(plain.test));
    }
  });

  it("may hold big-endian numbers of other types", async () => {
    const shorts = Buffer.alloc(16);
    const doubles = Buffer.alloc(32);
    for (const [index, value] of [-300, 0, 510, 255, 1, 2, 3, 4].entries()) shorts.writeInt16BE(value, 2 * index);
    for (const [index, value] of [25.5, 51, 0, 255].entries()) doubles.writeDoubleBE(value, 8 * index);
    writeFiles(folder, {
      "train-images": idxBytes([2, 2, 2], [...shorts], 0x0b),
      "train-labels": idxBytes([2], [0, 1]),
      "test-images": idxBytes([1, 2, 2], [...doubles], 0x0e),
    });
    const { train, test } = await open();
    expect((await readAll(train)).inputs[0]).toEqual([-300 / 255, 0, 2, 1].map(Math.fround));
    expect((await readAll(test)).inputs[0]).toEqual([0.1, 0.2, 0, 1].map(Math.fround));
  });

  it("give values to meanSquaredError, and 0 or 1 to binaryCrossentropy", async () => {
    expect((await open({ loss: "meanSquaredError" })).targets).toEqual([{ kind: "values", width: 1 }]);
    writeFiles(folder, { "train-labels": idxBytes([3], [1, 0, 1]) });
    const dataset = await open({ loss: "binaryCrossentropy" });
    expect(dataset.targets).toEqual([{ kind: "values", width: 1 }]);
    expect((await readAll(dataset.train)).targets).toEqual([[1], [0], [1]]);
  });

  it("are identified by a hash that changes with any byte", async () => {
    const { sha256 } = await open();
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await open()).sha256).toBe(sha256);
    writeFiles(folder, { "test-labels": idxBytes([1], [0]) });
    expect((await open()).sha256).not.toBe(sha256);
  });
});

describe("IDX files that do not fit", () => {
  it("are named where they are missing", async () => {
    const missing = { ...settings, testLabels: "nowhere" };
    await expect(openDataset(missing, contextOf(folder))).rejects.toThrow(/nowhere does not exist/);
  });

  it("are named where they are a folder", async () => {
    const wrong = { ...settings, testLabels: "." };
    await expect(openDataset(wrong, contextOf(folder))).rejects.toThrow(/is a folder, but a file is needed/);
  });

  it("are named where they are truncated, with both sizes", async () => {
    writeFiles(folder, { "train-images": trainImages.subarray(0, -1) });
    expect(await refusal()).toMatch(/train-images is truncated: \[3, 2, 2\] .* 12 bytes, but 11 follow/);
    writeFiles(folder, { "train-images": trainImages.subarray(0, 9) });
    expect(await refusal()).toMatch(/train-images is truncated: it ends within its header/);
  });

  it("are named where the gzip is truncated or damaged", async () => {
    const packed = gzipSync(trainImages);
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 8] ^= 1;
    for (const content of [packed.subarray(0, -12), damaged]) {
      writeFiles(folder, { "train-images": content });
      expect(await refusal()).toMatch(/train-images cannot be unpacked .* truncated or damaged/);
    }
  });

  it("are named where they are longer than they say", async () => {
    writeFiles(folder, { "train-images": Buffer.concat([trainImages, Buffer.of(1)]) });
    expect(await refusal()).toMatch(/train-images is longer than its header says: .* 12 bytes, but 13 follow/);
  });

  it("are named where the magic number is wrong", async () => {
    for (const content of [Buffer.from("PK\x03\x04 a zip"), Buffer.of(0, 0, 0x07, 1, 0, 0, 0, 0)]) {
      writeFiles(folder, { "test-images": content });
      expect(await refusal()).toMatch(/test-images is no IDX file/);
    }
  });

  it("are named where they are empty", async () => {
    writeFiles(folder, { "test-images": "" });
    expect(await refusal()).toMatch(/test-images is empty/);
  });

  it("are named, with the row, where a number is not finite", async () => {
    const floats = Buffer.alloc(16);
    floats.writeFloatBE(Number.POSITIVE_INFINITY, 12);
    writeFiles(folder, { "test-images": idxBytes([1, 2, 2], [...floats], 0x0d) });
    expect(await refusal()).toMatch(/test-images, row 0 holds Infinity/);
  });

  it("are named where images and labels differ in number, with both numbers", async () => {
    writeFiles(folder, { "train-labels": idxBytes([2], [0, 1]) });
    expect(await refusal()).toMatch(/train-images holds 3 examples, but .*train-labels holds 2 targets/);
  });

  it("are named where training and test images differ in shape", async () => {
    writeFiles(folder, { "test-images": idxBytes([1, 2, 1], [0, 0]) });
    expect(await refusal()).toMatch(/train-images are \[2, 2, 1\], but in .*test-images \[2, 1, 1\]/);
  });

  it("are named where they hold nothing", async () => {
    writeFiles(folder, { "test-images": idxBytes([0, 2, 2], []), "test-labels": idxBytes([0], []) });
    expect(await refusal()).toMatch(/test-images holds no examples: its shape is \[0, 2, 2, 1\]/);
  });

  it("are named where a test label is no class of training", async () => {
    writeFiles(folder, { "test-labels": idxBytes([1], [7]) });
    expect(await refusal()).toMatch(/test-labels, row 0 holds class 7, .* 0 to 2/);
  });

  it("are named where a label is no class", async () => {
    writeFiles(folder, { "train-labels": idxBytes([3], [0, 255, 1], 0x09) });
    expect(await refusal()).toMatch(/train-labels, row 1 holds -1, which is no class/);
  });

  it("are named where binaryCrossentropy meets more than two classes", async () => {
    expect(await refusal({ loss: "binaryCrossentropy" })).toMatch(/train-labels, row 0 holds 2: binaryCrossentropy/);
  });
});
