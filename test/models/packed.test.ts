import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/models/open.ts";
import { type Int8Scales, packModel, writePacked } from "../../src/models/packed/write.ts";
import { readWholeModel, type WholeModel } from "../../src/models/wholeModel.ts";
import { prunedWeights } from "../packed/weights.ts";
import { temporaryFolder } from "./folder.ts";

const folder = await temporaryFolder();

/** Two nested models around a convolution, and a depthwise one with a multiplier. */
function network(): WholeModel {
  const layer = (class_name: string, name: string, config: object) => ({ class_name, config: { name, ...config } });
  const inner = [
    layer("Conv2D", "conv", { filters: 4, kernel_size: [3, 3], batch_input_shape: [null, 8, 8, 2] }),
    layer("DepthwiseConv2D", "depthwise", { kernel_size: [3, 3], depth_multiplier: 2 }),
  ];
  const body = layer("Sequential", "body", { layers: inner });
  const layers = [body, layer("Flatten", "flatten", {}), layer("Dense", "fc", { units: 3 })];
  const weight = (path: string, className: string, role: string, shape: number[], values: Float32Array) => {
    return { name: `${path}/${role}`, layer: path, className, role, shape, values };
  };
  return {
    topology: { class_name: "Sequential", config: { name: "net", layers } },
    weights: [
      weight("body/conv", "Conv2D", "kernel", [3, 3, 2, 4], prunedWeights(72, 0.5, 1)),
      weight("body/conv", "Conv2D", "bias", [4], prunedWeights(4, 0, 2)),
      weight("body/depthwise", "DepthwiseConv2D", "depthwise_kernel", [3, 3, 4, 2], prunedWeights(72, 0, 3)),
      weight("body/depthwise", "DepthwiseConv2D", "bias", [8], prunedWeights(8, 0, 4)),
      weight("fc", "Dense", "kernel", [128, 3], prunedWeights(384, 0.8, 5)),
      weight("fc", "Dense", "bias", [3], prunedWeights(3, 0, 6)),
    ],
  };
}

async function written(model: WholeModel, int8?: Int8Scales): Promise<string> {
  const path = join(folder, "model.spz");
  await writePacked(path, packModel(model, { int8, folded: false }));
  return path;
}

describe("a packed model as a model file", () => {
  it("has the layers, the topology and every bit of what was packed", async () => {
    const model = network();
    const file = await openModel(await written(model));
    expect(file.format).toBe("packed");
    expect(file.warnings).toEqual([]);
    const read = await readWholeModel(file);
    expect(read.weights).toEqual(model.weights);
    expect(file.layers.map(({ name }) => name)).toEqual(["body/conv", "body/depthwise", "flatten", "fc"]);
    expect(JSON.stringify(read.topology)).toContain('"depth_multiplier":2');
  });

  it("is known by its content, whatever its name is, and read by ranges", async () => {
    const path = join(folder, "renamed.bin");
    await writeFile(path, await readFile(await written(network())));
    const file = await openModel(path);
    const [, , , , kernel] = network().weights;
    expect(await file.read("fc/kernel", { start: 100, end: 200 })).toEqual(kernel?.values.slice(100, 200));
    expect(await file.read("fc/kernel", { start: 384, end: 384 })).toHaveLength(0);
  });

  it("holds tensors without a network too, under their own names", async () => {
    const { weights } = network();
    const file = await openModel(await written({ topology: undefined, weights }));
    expect(file.topology).toBeUndefined();
    expect((await readWholeModel(file)).weights.map(({ name }) => name)).toEqual(weights.map(({ name }) => name));
  });

  it("rounds kernels alone to int8, with a scale per channel or tensor, and keeps all zeros", async () => {
    const model = network();
    const scalesOf = ({ header }: ReturnType<typeof packModel>) =>
      header.tensors.map(({ encoding, streams }) => (encoding === "int8" ? streams[1]![2] / 4 : 0));
    expect(scalesOf(packModel(model, { int8: "channel", folded: false }))).toEqual([4, 0, 8, 0, 3, 0]);
    expect(scalesOf(packModel(model, { int8: "tensor", folded: false }))).toEqual([1, 0, 1, 0, 1, 0]);
    const { weights } = await readWholeModel(await openModel(await written(model, "channel")));
    for (const [i, { values }] of model.weights.entries()) {
      expect(values.every((value, at) => value !== 0 || Object.is(weights[i]!.values[at], 0))).toBe(true);
    }
  });

  it("does not round weights that are not finite, and names the tensor", () => {
    const { topology, weights } = network();
    const broken = weights.map((weight, i) =>
      i === 4 ? { ...weight, values: weight.values.fill(Number.NaN, 7, 8) } : weight,
    );
    expect(() => packModel({ topology, weights: broken }, { int8: "channel", folded: false })).toThrow(
      "fc/kernel holds NaN or infinite weights, which cannot be rounded to int8.",
    );
  });

  it("is not made of a network that lacks a weight, or of a weight that belongs to none of its layers", () => {
    const { topology, weights } = network();
    const pack = (given: WholeModel["weights"]) => () =>
      packModel({ topology, weights: given }, { int8: undefined, folded: false });
    expect(pack(weights.slice(1))).toThrow(`The model has no ${weights[0]?.name}`);
    const stranger = { ...weights[0]!, name: "other/kernel", layer: "other" };
    expect(pack([...weights, stranger])).toThrow("other/kernel belongs to no layer of the network");
  });

  it("has no tensor whose name leads out of a folder", () => {
    const weights = network().weights.map((weight) => ({ ...weight, name: `../${weight.name}` }));
    expect(() => packModel({ topology: undefined, weights }, { int8: undefined, folded: false })).toThrow(
      'A tensor cannot be named "../body/conv/kernel" in a packed model.',
    );
  });

  it("is refused with its path and the reason where it is damaged", async () => {
    const path = await written(network());
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, 100));
    await expect(openModel(path)).rejects.toThrow(`${path} cannot be read: it ends within its header.`);
    await writeFile(path, bytes.fill(0, bytes.length - 5));
    const file = await openModel(path);
    await expect(file.read("fc/bias")).rejects.toThrow(
      `${path} cannot be read: fc/bias is damaged: its checksum is another.`,
    );
  });
});
