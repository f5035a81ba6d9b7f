import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import type { SettingsOf } from "../../src/trainer/datasets/context.ts";
import { DatasetError } from "../../src/trainer/datasets/dataset.ts";
import { openImages } from "../../src/trainer/datasets/imageDataset.ts";
import { openDataset } from "../../src/trainer/datasets/open.ts";
import { closedAfterwards, contextOf, type OneByOne, readAll, temporaryFolder } from "./support.ts";

type ImageSettings = SettingsOf<"images">;
type Colour = readonly [red: number, green: number, blue: number];
const red: Colour = [200, 0, 0];
const blue: Colour = [0, 0, 200];

const folder = join(temporaryFolder(), "flowers");
const settings: ImageSettings = {
  type: "images",
  path: "flowers",
  testShare: 0.25,
  fit: "fill",
  normalize: "none",
  corrupt: "error",
};

const contextFor = (changes: OneByOne = {}) => contextOf(dirname(folder), { inputShape: [2, 2, 3], ...changes });
const open = (changes: Partial<ImageSettings> = {}, context: OneByOne = {}) =>
  closedAfterwards(openDataset({ ...settings, ...changes }, contextFor(context)));

function refusal(...request: Parameters<typeof open>): Promise<string> {
  return open(...request).then(
    () => "It was opened.",
    (error: unknown) => {
      expect(error).toBeInstanceOf(DatasetError);
      return String(error);
    },
  );
}

/** An image of one colour. */
function plain([r, g, b]: Colour, width = 4, height = 4): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

/** Squares of one colour each, side by side. */
function stripes(...colours: Colour[]): Sharp {
  const side = 60;
  const row = colours.flatMap((colour) => Array.from({ length: side }, () => colour).flat());
  const pixels = Buffer.from(Array.from({ length: side }, () => row).flat());
  return sharp(pixels, { raw: { width: side * colours.length, height: side, channels: 3 } });
}

/** RGB pixels as a drawing, one letter a pixel: r, b, or a dot for black. */
function drawn(pixels: readonly number[], width: number): string[] {
  const letters = Array.from({ length: pixels.length / 3 }, (_, pixel) => {
    const [r, , b] = pixels.slice(3 * pixel, 3 * pixel + 3);
    if (Math.max(r, b) < 50) return ".";
    return r > b ? "r" : "b";
  });
  return Array.from({ length: letters.length / width }, (_, row) =>
    letters.slice(row * width, (row + 1) * width).join(""),
  );
}

async function put(name: string, image: Sharp | Buffer): Promise<void> {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.isBuffer(image) ? image : await image.png().toBuffer());
}

/** The first image of training, as it is put there alone. */
async function pixelsOf(
  image: Sharp | Buffer,
  name: string,
  inputShape: readonly number[],
  fit: ImageSettings["fit"] = "fill",
) {
  rmSync(folder, { recursive: true });
  await put(`a/${name}`, image);
  const { train } = await open({ testShare: 0, fit }, { inputShape });
  return (await readAll(train)).inputs[0];
}

beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const number of [1, 2, 3, 4]) {
    await put(`rose/${number}.png`, plain([number, 0, 0]));
    await put(`iris/${number}.png`, plain([0, 0, number]));
  }
});

describe("a folder of images", () => {
  it("has its folders as classes, sorted by name, and its images at the model's size", async () => {
    const dataset = await open({}, { inputShape: [3, 5, 3] });
    expect(dataset).toMatchObject({
      name: "flowers (2 classes)",
      inputShapes: [[3, 5, 3]],
      targets: [{ kind: "class", classes: 2, names: ["iris", "rose"] }],
      warnings: [],
    });
    expect(dataset.decoder).toMatch(/^sharp \d+\.\d+/);
    const { inputs, targets } = await readAll(dataset.train);
    for (const [row, [target]] of targets.entries()) {
      expect(inputs[row]).toHaveLength(45);
      const [r, , b] = inputs[row];
      expect(target === 1 ? r : b).toBeGreaterThan(0);
      expect(target === 1 ? b : r).toBe(0);
    }
  });

  it("is split by the seed, the same share of each class", async () => {
    const openWith = async (seed: number) => {
      const { train, test } = await open({}, { seed });
      return { train: await readAll(train), test: await readAll(test) };
    };
    const once = await openWith(1);
    expect(once.test.targets).toEqual([[0], [1]]);
    expect(once.train.targets).toEqual([[0], [0], [0], [1], [1], [1]]);
    const all = [...once.train.inputs, ...once.test.inputs].map(String);
    expect(new Set(all).size).toBe(8);
    expect(await openWith(1)).toEqual(once);
    const others = await Promise.all([2, 3, 4, 5].map(openWith));
    expect(others.some(({ test }) => String(test.inputs) !== String(once.test.inputs))).toBe(true);
  });

  it("is split by its folders train/ and test/ where it has them, in the order of the names", async () => {
    rmSync(folder, { recursive: true });
    await put("train/b/10.png", plain([10, 0, 0]));
    await put("train/b/9.png", plain([9, 0, 0]));
    await put("train/a/z.png", plain([1, 0, 0]));
    await put("test/a/1.png", plain([2, 0, 0]));
    await put("test/b/1.png", plain([3, 0, 0]));
    const { train, test } = await open();
    const firstValues = ({ inputs }: { inputs: number[][] }) => inputs.map(([value]) => value);
    expect(firstValues(await readAll(train))).toEqual([1, 10, 9]);
    expect((await readAll(train)).targets).toEqual([[0], [1], [1]]);
    expect(firstValues(await readAll(test))).toEqual([2, 3]);
    expect((await readAll(test)).targets).toEqual([[0], [1]]);
  });

  it("normalises each channel of pixels scaled to 0..1 by mean and std", async () => {
    rmSync(folder, { recursive: true });
    await put("a/1.png", plain([51, 102, 255]));
    const normalize = { mean: [0.5, 0.4, 0.1], std: [0.1, 0.2, 0.3] };
    const { train } = await open({ testShare: 0, normalize });
    const expected = [(51 / 255 - 0.5) / 0.1, (102 / 255 - 0.4) / 0.2, (1 - 0.1) / 0.3].map(Math.fround);
    expect((await readAll(train)).inputs[0].slice(3, 6)).toEqual(expected);
  });

  it("is changed for training, in each pass anew by the seed, and never for testing", async () => {
    for (const number of [1, 2, 3, 4]) await put(`rose/${number}.png`, stripes(red, blue, red, blue));
    const augment = { flip: "both", crop: 0.3, rotate: 10, colour: 0.3 } as const;
    const inputShape = [8, 8, 3];
    const plain = await open({}, { inputShape });
    const dataset = await open({ augment }, { inputShape });
    const again = await open({ augment }, { inputShape });
    const otherSeed = await open({ augment }, { inputShape, seed: 2 });
    const first = await readAll(dataset.train, 0);
    expect(await readAll(again.train, 0)).toEqual(first);
    expect(first.targets).toEqual((await readAll(plain.train)).targets);
    const others = [
      readAll(dataset.train, 1),
      readAll(otherSeed.train, 0),
      readAll(dataset.train),
      readAll(plain.train),
    ];
    for (const other of await Promise.all(others)) expect(other.inputs).not.toEqual(first.inputs);
    for (const value of first.inputs.flat()) expect(value >= 0 && value <= 255 && Number.isInteger(value)).toBe(true);
    expect(await readAll(dataset.train)).toEqual(await readAll(plain.train));
    for (const pass of [0, 1]) expect(await readAll(dataset.test, pass)).toEqual(await readAll(plain.test));
  });

  it("gives two classes to binaryCrossentropy as 0 and 1", async () => {
    const { targets, test } = await open({}, { loss: "binaryCrossentropy" });
    expect(targets).toEqual([{ kind: "values", width: 1 }]);
    expect((await readAll(test)).targets).toEqual([[0], [1]]);
  });

  it("is identified by the names and sizes of its files", async () => {
    const { sha256 } = await open();
    expect((await open()).sha256).toBe(sha256);
    renameSync(join(folder, "rose/4.png"), join(folder, "rose/5.png"));
    const renamed = (await open()).sha256;
    expect(renamed).not.toBe(sha256);
    await put("rose/5.png", stripes(red, blue));
    expect((await open()).sha256).not.toBe(renamed);
  });

  it("passes over hidden files and follows links; a file with another name is ignored and named", async () => {
    writeFileSync(join(folder, ".DS_Store"), "");
    writeFileSync(join(folder, "rose/.hidden.png"), "");
    writeFileSync(join(folder, "rose/notes.txt"), "");
    symlinkSync(join(folder, "rose"), join(folder, "tulip"));
    const dataset = await open();
    expect(dataset.targets).toEqual([{ kind: "class", classes: 3, names: ["iris", "rose", "tulip"] }]);
    expect(dataset.train.size + dataset.test.size).toBe(12);
    expect(dataset.warnings).toEqual([expect.stringMatching(/Ignored 2 files .*: rose\/notes.txt, tulip\/notes.txt/)]);
  });

  it("gives the same images where they do not fit into memory and are decoded on demand", async () => {
    const read = async (cacheBytes: number) => {
      const { train, test } = await closedAfterwards(openImages(settings, contextFor(), cacheBytes));
      return [await readAll(train), await readAll(test)];
    };
    const kept = await read(1e9);
    expect(await read(0)).toEqual(kept);
    expect(await read(3 * 12 + 5)).toEqual(kept);
  });

  it("names an image that is gone when it is to be decoded on demand", async () => {
    const { train } = await closedAfterwards(openImages(settings, contextFor(), 0));
    rmSync(join(folder, "iris"), { recursive: true });
    await expect(readAll(train)).rejects.toThrow(/iris.\d.png cannot be decoded/);
  });
});

describe("an image", () => {
  it("is stretched, cropped or padded with black, as the recipe says", async () => {
    const wide = stripes(red, blue, red);
    const read = async (fit: ImageSettings["fit"]) => drawn(await pixelsOf(wide, "1.png", [6, 6, 3], fit), 6);
    expect(await read("fill")).toEqual(Array(6).fill("rrbbrr"));
    expect(await read("contain")).toEqual(["......", "......", "rrbbrr", "rrbbrr", "......", "......"]);
    expect(await read("cover")).toEqual(Array(6).fill("bbbbbb"));
  });

  it("is turned as its EXIF orientation says", async () => {
    // Orientation 6: the camera was turned, so what is stored as left is the top.
    const turned = await stripes([255, 255, 255], [0, 0, 0]).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const [top, topRight, bottom] = await pixelsOf(turned, "1.jpg", [2, 2, 1]);
    expect([top > 200, topRight > 200, bottom < 50]).toEqual([true, true, true]);
  });

  it("has its alpha laid over black", async () => {
    const clear = sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.5 } },
    });
    const [r, g, b] = await pixelsOf(clear, "1.png", [2, 2, 3]);
    expect(Math.abs(r - 100) + Math.abs(g - 50) + Math.abs(b - 25)).toBeLessThan(5);
  });

  it("may have 16 bits a channel", async () => {
    const deep = await plain([200, 100, 50]).toColourspace("rgb16").png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe("ushort");
    expect((await pixelsOf(deep, "1.png", [2, 2, 3])).slice(0, 3)).toEqual([200, 100, 50]);
  });

  it("may be CMYK", async () => {
    const printed = await plain([200, 100, 50]).toColourspace("cmyk").jpeg().toBuffer();
    expect((await sharp(printed).metadata()).space).toBe("cmyk");
    const pixels = await pixelsOf(printed, "1.jpg", [2, 2, 3]);
    expect(pixels).toHaveLength(12);
    expect(Math.abs(pixels[0] - 200)).toBeLessThan(40);
    expect(pixels[2]).toBeLessThan(90);
  });

  it("becomes grey for a model of one channel, and three channels from grey", async () => {
    expect(await pixelsOf(plain([90, 90, 90]), "1.png", [2, 2, 1])).toEqual([90, 90, 90, 90]);
    const grey = await plain([90, 90, 90]).toColourspace("b-w").png().toBuffer();
    expect((await sharp(grey).metadata()).channels).toBe(1);
    expect(await pixelsOf(grey, "1.png", [1, 2, 3])).toEqual([90, 90, 90, 90, 90, 90]);
  });
});

describe("a folder of images that does not fit", () => {
  const damage = async (name: string) => {
    await put(name, plain(red, 64, 64));
    const path = join(folder, name);
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2)));
  };

  it("is named where it is missing, or a file", async () => {
    expect(await refusal({ path: "nowhere" })).toMatch(/nowhere does not exist/);
    expect(await refusal({ path: "flowers/rose/1.png" })).toMatch(/1.png is a file, but a folder is needed/);
  });

  it("is named where it has no folders of classes", async () => {
    expect(await refusal({ path: "flowers/rose" })).toMatch(/rose has no folders: .*one folder of images a class/);
  });

  it("is refused for a class without images, which is named", async () => {
    mkdirSync(join(folder, "tulip"));
    writeFileSync(join(folder, "tulip/notes.txt"), "");
    expect(await refusal()).toMatch(/tulip holds no images/);
  });

  it("is refused for folders in the place of images", async () => {
    await put("tulip/red/1.png", plain(red));
    expect(await refusal()).toMatch(/tulip holds folders instead of images.* train\/ and test\//);
  });

  it("is refused where a class is only in train/ or only in test/", async () => {
    rmSync(folder, { recursive: true });
    await put("train/a/1.png", plain(red));
    await put("train/b/1.png", plain(red));
    await put("test/a/1.png", plain(red));
    expect(await refusal()).toMatch(/test has no folder "b"/);
    await put("test/b/1.png", plain(red));
    await put("test/c/1.png", plain(red));
    expect(await refusal()).toMatch(/train has no folder "c"/);
  });

  it("names an image that cannot be decoded, and how to leave it out", async () => {
    await damage("rose/2.png");
    expect(await refusal()).toMatch(/rose.2.png cannot be decoded: .*"corrupt": "skip"/);
    await put("iris/0.png", Buffer.from("no image"));
    expect(await refusal()).toMatch(
      /iris.0.png cannot be decoded.*In all 2 images are damaged: iris\/0.png, rose\/2.png/,
    );
  });

  it("leaves damaged images out where it may, counts and names them", async () => {
    await damage("rose/2.png");
    await put("iris/0.png", Buffer.alloc(0));
    const dataset = await open({ corrupt: "skip" });
    expect(dataset.warnings).toEqual([expect.stringMatching(/^Skipped 2 images .*: iris\/0.png, rose\/2.png\.$/)]);
    const all = [...(await readAll(dataset.train)).inputs, ...(await readAll(dataset.test)).inputs];
    expect(all.map((pixels) => Math.max(...pixels)).sort()).toEqual([1, 1, 2, 3, 3, 4, 4]);
  });

  it("names an image of a format that cannot be read, and does not train without it", async () => {
    const header = Buffer.alloc(26);
    header.write("BM");
    await put("rose/5.bmp", header);
    expect(await refusal()).toMatch(/rose.5.bmp cannot be decoded/);
  });

  it("warns where no image to test with is left", async () => {
    rmSync(folder, { recursive: true });
    await put("train/a/1.png", plain(red));
    await damage("test/a/1.png");
    const { warnings } = await open({ corrupt: "skip" });
    expect(warnings).toEqual([
      expect.stringMatching(/^Skipped 1 image that/),
      expect.stringMatching(/^flowers .* has no examples to test with/),
    ]);
  });

  it("is refused where no image of a class is left", async () => {
    for (const number of [1, 2, 3, 4]) await damage(`rose/${number}.png`);
    expect(await refusal({ corrupt: "skip" })).toMatch(/No image of the class "rose" can be decoded/);
  });

  it("is refused for a model that takes no images", async () => {
    for (const inputShape of [[784], [28, 28, 2], [0, 0, 3]]) {
      expect(await refusal({}, { inputShape })).toMatch(/images in .*flowers cannot be fed .*\[height, width, 1\]/);
    }
  });

  it("is refused for a loss that does not suit its classes", async () => {
    expect(await refusal({}, { loss: "meanSquaredError" })).toMatch(/flowers has classes, but meanSquaredError/);
    await put("tulip/1.png", plain(red));
    expect(await refusal({}, { loss: "binaryCrossentropy" })).toMatch(/flowers has 3 classes, but binaryCrossentropy/);
  });

  it("is refused for means that are not one a channel", async () => {
    const normalize = { mean: [0.5, 0.5], std: [1] };
    expect(await refusal({ normalize })).toMatch(/normalize.mean has 2 values, but the data has 3 channels/);
  });
});
