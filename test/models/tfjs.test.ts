import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/models/modelFile.ts";
import { openModel } from "../../src/models/open.ts";
import { writeLayersModel } from "../../src/models/tfjs/write.ts";
import { assertTrainable } from "../../src/models/trainable.ts";
import { sizeOf } from "../../src/pruning/tensor.ts";
import { temporaryFolder } from "./folder.ts";
import { buildWithTfjs, loadWithTfjs, predict } from "./tfjsModel.ts";

const folder = await temporaryFolder();
let models = 0;

interface Group {
  readonly weights: readonly unknown[];
  readonly shards: readonly Uint8Array[];
}

/** Writes a model.json with the given groups, in a folder of its own. */
async function modelJson(document: object, groups: readonly Group[] = []): Promise<string> {
  const inside = join(folder, `model-${models++}`);
  await mkdir(inside);
  const weightsManifest = groups.map(({ weights, shards }, group) => ({
    paths: shards.map((_, i) => `group${group + 1}-shard${i + 1}of${shards.length}`),
    weights,
  }));
  for (const [group, { shards }] of groups.entries()) {
    for (const [i, bytes] of shards.entries()) await writeFile(join(inside, weightsManifest[group].paths[i]), bytes);
  }
  const path = join(inside, "model.json");
  await writeFile(path, JSON.stringify(groups.length > 0 ? { ...document, weightsManifest } : document));
  return path;
}

function floats(...values: number[]): Uint8Array {
  return new Uint8Array(new Float32Array(values).buffer);
}

const dense = (name: string, units: number, more = {}) => ({ class_name: "Dense", config: { name, units, ...more } });
const twoDense = {
  class_name: "Sequential",
  config: { name: "net", layers: [dense("a", 2, { batch_input_shape: [null, 3] }), dense("b", 1)] },
};
const weightsOfTwoDense = [
  { name: "a/kernel", shape: [3, 2], dtype: "float32" },
  { name: "a/bias", shape: [2], dtype: "float32" },
  { name: "b/kernel", shape: [2, 1], dtype: "float32" },
  { name: "b/bias", shape: [1], dtype: "float32" },
];

describe("a tfjs LayersModel", () => {
  it("lists layers in the network's order and reads weights across groups and shards", async () => {
    const bytes = floats(1, 2, 3, 4, 5, 6, 7, 8);
    const path = await modelJson({ modelTopology: { keras_version: "2.4", model_config: twoDense } }, [
      { weights: weightsOfTwoDense.slice(2), shards: [floats(9, 10, 11)] },
      {
        weights: weightsOfTwoDense.slice(0, 2),
        shards: [bytes.subarray(0, 13), bytes.subarray(13, 26), bytes.subarray(26)],
      },
    ]);
    const model = await openModel(path);
    expect(model.format).toBe("tfjs-layers-model");
    expect(
      model.layers.map(({ name, className, tensors }) => [name, className, tensors.map((tensor) => tensor.name)]),
    ).toEqual([
      ["a", "Dense", ["a/kernel", "a/bias"]],
      ["b", "Dense", ["b/kernel", "b/bias"]],
    ]);
    expect(await model.read("a/kernel")).toEqual(new Float32Array([1, 2, 3, 4, 5, 6]));
    expect(await model.read("a/kernel", { start: 2, end: 5 })).toEqual(new Float32Array([3, 4, 5]));
    expect(await model.read("b/kernel", { start: 1, end: 2 })).toEqual(new Float32Array([10]));
    expect(await predict(await buildWithTfjs(model), [[[1, 0, -1]]])).toEqual([[[(7 - 4) * 9 + (8 - 4) * 10 + 11]]]);
  });

  it("opens by its folder", async () => {
    const path = await modelJson({ modelTopology: twoDense });
    expect((await openModel(join(path, ".."))).layers).toHaveLength(2);
  });

  it("dequantises as tfjs does: uint8, uint16 and float16, and integers to whole numbers", async () => {
    const quantized = (name: string, dtype: string, quantization: object) => ({
      name,
      shape: [2],
      dtype,
      quantization,
    });
    const path = await modelJson({}, [
      {
        weights: [
          quantized("x/u8", "float32", { dtype: "uint8", scale: 0.5, min: -1 }),
          quantized("x/u16", "float32", { dtype: "uint16", scale: 2, min: 1 }),
          quantized("x/f16", "float32", { dtype: "float16", original_dtype: "float32" }),
          quantized("x/i32", "int32", { dtype: "uint8", scale: 0.4, min: 0 }),
        ],
        shards: [Uint8Array.of(0, 255, 1, 0, 0, 1, 0x00, 0x3c, 0x00, 0xc0, 1, 2)],
      },
    ]);
    const model = await openModel(path);
    expect(model.layers[0].tensors.map(({ dtype, bytes }) => [dtype, bytes])).toEqual([
      ["uint8", 2],
      ["uint16", 4],
      ["float16", 4],
      ["uint8", 2],
    ]);
    expect(await model.read("x/u8")).toEqual(new Float32Array([-1, 126.5]));
    expect(await model.read("x/u16")).toEqual(new Float32Array([3, 513]));
    expect(await model.read("x/u16", { start: 1, end: 2 })).toEqual(new Float32Array([513]));
    expect(await model.read("x/f16")).toEqual(new Float32Array([1, -2]));
    expect(await model.read("x/i32")).toEqual(new Float32Array([0, 1]));
  });

  it("lists string tensors, finds what comes after them, and refuses to read them", async () => {
    const path = await modelJson({}, [
      {
        weights: [
          { name: "words", shape: [2], dtype: "string" },
          { name: "after", shape: [1], dtype: "bool" },
        ],
        shards: [Uint8Array.of(2, 0, 0, 0, 0x61, 0x62, 1, 0, 0, 0, 0x63, 1)],
      },
    ]);
    const model = await openModel(path);
    expect(model.format).toBe("tfjs-weights");
    expect(model.layers.flatMap(({ tensors }) => tensors.map(({ name, bytes }) => [name, bytes]))).toEqual([
      ["words", 11],
      ["after", 1],
    ]);
    expect(await model.read("after")).toEqual(new Float32Array([1]));
    await expect(model.read("words")).rejects.toThrow("words");
    await expect(model.read("words")).rejects.toThrow(ModelFileError);
  });

  it("with a topology alone is a network without tensors that can be trained", async () => {
    const model = await openModel(await modelJson({ modelTopology: twoDense, weightsManifest: [] }));
    expect(model.layers.map(({ name, tensors }) => [name, tensors.length])).toEqual([
      ["a", 0],
      ["b", 0],
    ]);
    expect(model.warnings).toEqual([]);
    expect(() => assertTrainable(model)).not.toThrow();
  });

  it("finds weights whose names Keras 3 has put the model's name before", async () => {
    const weights = weightsOfTwoDense.map((weight) => ({ ...weight, name: `net/${weight.name}` }));
    const model = await openModel(
      await modelJson({ modelTopology: twoDense }, [{ weights, shards: [floats(...new Array(11).fill(1))] }]),
    );
    expect(model.layers.map(({ tensors }) => tensors.map(({ name }) => name))).toEqual([
      ["a/kernel", "a/bias"],
      ["b/kernel", "b/bias"],
    ]);
  });

  it("warns of weights that are missing, and of weights that no layer owns", async () => {
    const weights = [...weightsOfTwoDense.slice(0, 3), { name: "c/kernel", shape: [1], dtype: "float32" }];
    const model = await openModel(
      await modelJson({ modelTopology: twoDense }, [{ weights, shards: [floats(...new Array(11).fill(1))] }]),
    );
    expect(model.warnings).toEqual([
      "The file has no b/bias: initial values stand in.",
      "c/kernel belongs to no layer of the network.",
    ]);
  });

  it("refuses a truncated shard and names it, with the bytes expected and found", async () => {
    const bytes = floats(...new Array(11).fill(1));
    const shards = [bytes.subarray(0, 20), bytes.subarray(20, 40), bytes.subarray(40)];
    const path = await modelJson({ modelTopology: twoDense }, [{ weights: weightsOfTwoDense, shards }]);
    const second = join(path, "../group1-shard2of3");
    await truncate(second, 13);
    await expect(openModel(path)).rejects.toThrow(`${second} is cut short: 20 bytes were expected and 13 found`);
    await writeFile(second, shards[1]);
    const last = join(path, "../group1-shard3of3");
    await truncate(last, 1);
    await expect(openModel(path)).rejects.toThrow(`${last} is cut short: 4 bytes were expected and 1 found`);
  });

  it("refuses a missing shard and names it", async () => {
    const path = await modelJson({}, [{ weights: weightsOfTwoDense, shards: [floats(1), floats(2)] }]);
    const shard = join(path, "../group1-shard2of2");
    await rm(shard);
    await expect(openModel(path)).rejects.toThrow(`A shard of ${path} is missing. There is no file ${shard}.`);
  });

  it("refuses shards outside of its folder", async () => {
    const path = await modelJson({ weightsManifest: [{ paths: ["../../etc/passwd"], weights: [] }] });
    await expect(openModel(path)).rejects.toThrow("which is not in its folder");
  });

  it("says where the JSON is wrong", async () => {
    const path = join(folder, "broken.json");
    await writeFile(path, '{\n  "modelTopology": {"a": 1,,}\n}');
    await expect(openModel(path)).rejects.toThrow(
      `${path} is not valid JSON: property name expected at line 2, column 28.`,
    );
  });

  it("says what in the manifest is wrong", async () => {
    const path = await modelJson({
      weightsManifest: [{ paths: [], weights: [{ name: "a", shape: [-1], dtype: "float32" }] }],
    });
    await expect(openModel(path)).rejects.toThrow("0.weights.0.shape.0");
  });
});

describe("a tfjs graph-model", () => {
  it("can be inspected, and not trained: the sentence says what to convert instead", async () => {
    const weights = [{ name: "MobilenetV1/Conv2d_0/weights", shape: [1], dtype: "float32" }];
    const path = await modelJson({ modelTopology: { node: [], versions: {} } }, [{ weights, shards: [floats(5)] }]);
    const model = await openModel(path);
    expect(model.format).toBe("tfjs-graph-model");
    expect(model.layers).toMatchObject([
      { name: "MobilenetV1/Conv2d_0", className: "", tensors: [{ role: "weights" }] },
    ]);
    expect(await model.read("MobilenetV1/Conv2d_0/weights")).toEqual(new Float32Array([5]));
    expect(() => assertTrainable(model)).toThrow(/graph-model.*cannot be trained.*LayersModel/);
  });
});

describe("writeLayersModel", () => {
  const layer = fc.record({ units: fc.integer({ min: 1, max: 5 }), nested: fc.boolean(), use_bias: fc.boolean() });

  it("writes what openModel reads back, weight for weight, for any size of shard", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(layer, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 200 }),
        async (specs, shardBytes) => {
          const { topology, tensors } = networkOf(specs);
          const inside = join(folder, `written-${models++}`);
          const files = await writeLayersModel(inside, { topology, tensors, shardBytes });
          expect(files.slice(1).every(({ bytes }) => bytes <= shardBytes)).toBe(true);
          const model = await openModel(inside);
          expect(model.warnings).toEqual([]);
          expect(model.topology).toEqual(topology);
          expect(model.layers.flatMap((one) => one.tensors.map(({ name }) => name))).toEqual(
            tensors.map(({ name }) => name),
          );
          for (const { name, values } of tensors) expect(await model.read(name)).toEqual(values);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("writes what tfjs loads and predicts with", async () => {
    const { topology, tensors } = networkOf([
      { units: 2, nested: true, use_bias: true },
      { units: 1, nested: false, use_bias: false },
    ]);
    const inside = join(folder, "for-tfjs");
    const files = await writeLayersModel(inside, {
      topology,
      tensors: tensors.map((one) => ({ ...one, values: () => one.values })),
    });
    expect(files.map(({ path, bytes }) => [path, bytes > 0])).toEqual([
      [join(inside, "model.json"), true],
      [join(inside, "group1-shard1of1.bin"), true],
    ]);
    const [[[y]]] = (await predict(await loadWithTfjs(inside), [[[1, 1, 1]]])) as number[][][];
    const [kernel0, bias0, kernel1] = tensors.map(({ values }) => values);
    const hidden = [0, 1].map((unit) => kernel0[unit] + kernel0[2 + unit] + kernel0[4 + unit] + bias0[unit]);
    expect(y).toBeCloseTo(hidden[0] * kernel1[0] + hidden[1] * kernel1[1], 5);
  });

  it("refuses weights that tfjs could not tell apart, and names them", async () => {
    const inner = (name: string) => ({ class_name: "Sequential", config: { name, layers: [dense("conv", 1)] } });
    const topology = { class_name: "Sequential", config: { name: "net", layers: [inner("left"), inner("right")] } };
    const weight = (path: string) => ({ name: `${path}/kernel`, layer: path, shape: [1], values: new Float32Array(1) });
    const tensors = [weight("left/conv"), weight("right/conv")];
    const writing = writeLayersModel(join(folder, "twins"), { topology, tensors });
    await expect(writing).rejects.toThrow("left/conv/kernel and right/conv/kernel both conv/kernel");
  });
});

interface LayerSpec {
  readonly units: number;
  readonly nested: boolean;
  readonly use_bias: boolean;
}

/** Dense layers one after the other, some of them inside of a nested model, with weights that are all different. */
function networkOf(specs: readonly LayerSpec[]) {
  let next = 0;
  let width = 3;
  const tensors: { name: string; layer: string; shape: number[]; values: Float32Array }[] = [];
  const layers = specs.map(({ units, nested, use_bias }, i) => {
    const shape = [null, width];
    const config = { name: `dense_${i}`, units, use_bias, batch_input_shape: shape };
    const path = nested ? `nested_${i}/dense_${i}` : `dense_${i}`;
    for (const [role, size] of [["kernel", [width, units]], ...(use_bias ? [["bias", [units]]] : [])] as [
      string,
      number[],
    ][]) {
      const values = Float32Array.from({ length: sizeOf(size) }, () => Math.sin(++next));
      tensors.push({ name: `${path}/${role}`, layer: path, shape: size, values });
    }
    width = units;
    const layer = { class_name: "Dense", config };
    return nested ? { class_name: "Sequential", config: { name: `nested_${i}`, layers: [layer] } } : layer;
  });
  return { topology: { class_name: "Sequential", config: { name: "net", layers } }, tensors };
}
