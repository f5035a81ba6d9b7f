import { copyFile, mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { File, ready } from "h5wasm/node";
import { describe, expect, it, vi } from "vitest";
import { type ModelFile, ModelFileError } from "../../src/models/modelFile.ts";
import { openModel } from "../../src/models/open.ts";
import { assertTrainable } from "../../src/models/trainable.ts";
import { temporaryFolder } from "./folder.ts";
import { buildWithTfjs, predict } from "./tfjsModel.ts";

const folder = await temporaryFolder();
const fixtures = join(import.meta.dirname, "../fixtures/keras");

const networks = [
  "sequential",
  "functional",
  "nested",
  "nested_in_sequential",
  "recurrent",
  "two_by_two",
  "siamese",
  "augmented",
];
const endings = [
  { ending: ".keras", format: "keras-v3", answers: "keras3" },
  { ending: ".keras3.h5", format: "keras-h5", answers: "keras3" },
  { ending: ".keras2.h5", format: "keras-h5", answers: "keras2" },
];

describe.each(networks)("the network %s as Keras saved it", (network) => {
  it.each(endings)("predicts from $ending what Keras predicts", async ({ ending, format, answers }) => {
    const file = await openModel(join(fixtures, network + ending));
    const { inputs, outputs } = JSON.parse(await readFile(join(fixtures, `${network}.${answers}.json`), "utf8"));
    expect(file.format).toBe(format);
    const predicted = await predict(await buildWithTfjs(file), inputs);
    await file.close();
    expect(largestDifference(predicted, outputs)).toBeLessThan(1e-5);
  });
});

describe("a Keras model file", () => {
  it("names the weights of nested models and wrappers by their place", async () => {
    const nested = await openModel(join(fixtures, "nested.keras"));
    expect(tensorNames(nested)).toEqual([
      "backbone/inner_conv/kernel",
      "backbone/inner_conv/bias",
      "head/hidden/kernel",
      "head/hidden/bias",
      "head/out/kernel",
      "head/out/bias",
    ]);
    await nested.close();
    for (const ending of [".keras", ".keras3.h5", ".keras2.h5"]) {
      const recurrent = await openModel(join(fixtures, `recurrent${ending}`));
      expect(tensorNames(recurrent)).toEqual([
        "embedding/embeddings",
        "lstm/kernel",
        "lstm/recurrent_kernel",
        "lstm/bias",
        "bidirectional/forward_both_ways/kernel",
        "bidirectional/forward_both_ways/recurrent_kernel",
        "bidirectional/forward_both_ways/bias",
        "bidirectional/backward_both_ways/kernel",
        "bidirectional/backward_both_ways/recurrent_kernel",
        "bidirectional/backward_both_ways/bias",
        "time_distributed/kernel",
        "time_distributed/bias",
        "gru/kernel",
        "gru/recurrent_kernel",
        "gru/bias",
        "out/kernel",
        "out/bias",
      ]);
      await recurrent.close();
    }
  });

  it("says which layers it leaves out", async () => {
    const file = await openModel(join(fixtures, "augmented.keras"));
    expect(file.layers.map(({ name }) => name)).toEqual(["image", "rescaling", "conv", "flat", "out"]);
    expect(file.warnings).toHaveLength(3);
    expect(file.warnings[2]).toContain("zoom: RandomZoom does something only while training");
    await file.close();
  });

  it("may hold weights alone, which can be inspected but not trained", async () => {
    const keras3 = await openModel(join(fixtures, "two_by_two.weights.h5"));
    expect(tensorNames(keras3)).toContain("dense_1/0");
    expect(keras3.layers.find(({ name }) => name === "dense_1")?.tensors.map(({ shape }) => shape)).toEqual([
      [4, 2],
      [2],
    ]);
    expect(() => assertTrainable(keras3)).toThrow(/two_by_two.weights.h5 holds weights without the network/);
    await keras3.close();

    const keras2 = await openModel(join(fixtures, "two_by_two_weights.keras2.h5"));
    expect(tensorNames(keras2)).toEqual([
      "from_a/kernel",
      "from_a/bias",
      "from_b/kernel",
      "from_b/bias",
      "norm/gamma",
      "norm/beta",
      "first/kernel",
      "first/bias",
      "second/alpha",
    ]);
    await keras2.close();
  });

  it("is read where Keras has cut its long lists of names into pieces", async () => {
    const path = join(folder, "pieces.h5");
    await ready;
    const written = new File(path, "w");
    written.create_attribute("layer_names0", ["a"]);
    written.create_attribute("layer_names1", ["b"]);
    for (const [name, values] of [
      ["a", new Float64Array([1, 2])],
      ["b", new Int8Array([-3, 4])],
    ] as const) {
      const layer = written.create_group(name);
      layer.create_attribute("weight_names", ["kernel:0"]);
      layer.create_dataset({ name: "kernel:0", data: values });
    }
    written.close();
    const file = await openModel(path);
    expect(tensorNames(file)).toEqual(["a/kernel", "b/kernel"]);
    expect(await file.read("a/kernel")).toEqual(new Float32Array([1, 2]));
    expect(await file.read("b/kernel", { start: 0, end: 1 })).toEqual(new Float32Array([-3]));
    expect(file.warnings).toEqual(["a/kernel is stored in 64 bits and read as float32."]);
    await file.close();
  });

  it("gives any range of a tensor as the same range of the whole", async () => {
    const file = await openModel(join(fixtures, "functional.keras2.h5"));
    const sizes = new Map<string, Float32Array>();
    for (const name of tensorNames(file)) sizes.set(name, await file.read(name));
    const ranges = fc
      .constantFrom(...sizes)
      .chain(([name, whole]) =>
        fc
          .tuple(fc.nat(whole.length), fc.nat(whole.length))
          .map(([a, b]) => ({ name, whole, start: Math.min(a, b), end: Math.max(a, b) })),
      );
    await fc.assert(
      fc.asyncProperty(ranges, async ({ name, whole, start, end }) => {
        expect(await file.read(name, { start, end })).toEqual(whole.slice(start, end));
      }),
    );
    await file.close();
  });

  it("unpacks a .keras file into a temporary folder that closing removes", async () => {
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    vi.stubEnv("TMPDIR", temporary);
    try {
      const file = await openModel(join(fixtures, "sequential.keras"));
      expect(await readdir(temporary)).toHaveLength(1);
      await file.close();
      await expect(openModel(await cutShort("sequential.keras", 5000))).rejects.toThrow(ModelFileError);
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("that is cut short is refused as damaged", async () => {
    const h5 = await cutShort("sequential.keras2.h5", 9000);
    await expect(openModel(h5)).rejects.toThrow(`${h5} is damaged: it cannot be opened. Download or save it again.`);
    const zip = await cutShort("sequential.keras", 9000);
    await expect(openModel(zip)).rejects.toThrow(`${zip} is a damaged zip file`);
  });

  it("can be read after a damaged one was refused", async () => {
    await openModel(await cutShort("sequential.keras2.h5", 5000)).catch(() => {});
    const file = await openModel(join(fixtures, "sequential.keras2.h5"));
    expect((await file.read("out/bias")).length).toBe(5);
    await file.close();
  });
});

describe("openModel", () => {
  it("says that a file is missing", async () => {
    const path = join(folder, "none.h5");
    await expect(openModel(path)).rejects.toThrow(`There is no file ${path}.`);
  });

  it("knows a file by its content, whatever it is called", async () => {
    const path = join(folder, "model.bin");
    await copyFile(join(fixtures, "sequential.keras2.h5"), path);
    const file = await openModel(path);
    expect(file.format).toBe("keras-h5");
    await file.close();
  });

  it.each([
    [
      "bytes that mean nothing",
      "photo.jpg",
      "\u00ff\u00d8 nothing",
      "is not a model file that can be read. Accepted are",
    ],
    ["JSON that is no model", "package.json", '{"name": "x"}', "neither modelTopology nor weightsManifest"],
    ["a file that only claims to be HDF5", "claims.h5", "not HDF5", "is damaged: it cannot be opened"],
    ["a file that only claims to be a zip", "claims.keras", "not a zip", "is a damaged zip file"],
    ["an empty file", "empty.safetensors", "", "has 0 bytes: too few"],
  ])("refuses %s", async (_, name, content, sentence) => {
    const path = join(folder, name);
    await writeFile(path, content);
    await expect(openModel(path)).rejects.toThrow(ModelFileError);
    await expect(openModel(path)).rejects.toThrow(sentence);
  });

  it("refuses a folder without a model.json", async () => {
    await expect(openModel(folder)).rejects.toThrow(`The folder ${folder} has no model.json.`);
  });
});

function tensorNames(file: ModelFile): string[] {
  return file.layers.flatMap(({ tensors }) => tensors.map(({ name }) => name));
}

async function cutShort(fixture: string, bytes: number): Promise<string> {
  const path = join(folder, `cut-${fixture}`);
  await copyFile(join(fixtures, fixture), path);
  await truncate(path, bytes);
  return path;
}

/** Between two nests of numbers of the same shape; infinite where the shapes differ. */
function largestDifference(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b);
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(...a.map((item, i) => largestDifference(item, b[i])));
}
