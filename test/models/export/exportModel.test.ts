import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportFormatOf, exportFormats } from "../../../src/models/export/exportFormat.ts";
import { exportModel } from "../../../src/models/export/exportModel.ts";
import { verifyWritten } from "../../../src/models/export/verifyWritten.ts";
import { foldBatchNorm } from "../../../src/models/folding/foldBatchNorm.ts";
import { ModelFileError } from "../../../src/models/modelFile.ts";
import { openModel } from "../../../src/models/open.ts";
import { writeLayersModel } from "../../../src/models/tfjs/write.ts";
import { readWholeModel, type WholeModel } from "../../../src/models/wholeModel.ts";
import { compositionArchitectures } from "../../trainer/architectures/compositions.ts";
import { imageArchitectures } from "../../trainer/architectures/images.ts";
import { sequenceArchitectures } from "../../trainer/architectures/sequences.ts";
import { temporaryFolder } from "../folder.ts";
import { outputsOf, tf, wholeModelOf } from "../folding/networks.ts";

const folder = await temporaryFolder();
let exports = 0;

async function reopened(path: string): Promise<WholeModel> {
  const file = await openModel(path);
  const whole = await readWholeModel(file);
  await file.close();
  return whole;
}

const dense = (units: number, inputs: number) => ({
  class_name: "Sequential",
  config: {
    name: "net",
    layers: [{ class_name: "Dense", config: { name: "fc", units, batch_input_shape: [null, inputs] } }],
  },
});

function denseModel(kernel: Float32Array, bias: Float32Array): WholeModel {
  const [units, inputs] = [bias.length, kernel.length / bias.length];
  const weight = (role: string, shape: number[], values: Float32Array) => ({
    ...{ name: `fc/${role}`, layer: "fc", className: "Dense", role, shape, values },
  });
  return {
    topology: dense(units, inputs),
    weights: [weight("kernel", [inputs, units], kernel), weight("bias", [units], bias)],
  };
}

const small = denseModel(Float32Array.of(0, 1, 2, 0), Float32Array.of(3, -0));

describe.each(exportFormats)("a model exported as %s", (format) => {
  const fresh = () => join(folder, `${format}-${exports++}`);

  it("has every bit when it is opened again, those of infinities and negative zeros too", async () => {
    const floats = (length: number) =>
      fc
        .array(fc.float({ noNaN: true }), { minLength: length, maxLength: length })
        .map((all) => Float32Array.from(all));
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 })).chain(([inputs, units]) => {
          return fc.tuple(floats(inputs * units), floats(units));
        }),
        async ([kernel, bias]) => {
          const path = fresh();
          const { size, zeros } = await exportModel(path, format, denseModel(kernel, bias));
          const { weights } = await reopened(path);
          expect(weights.map(({ name, values }) => [name, values])).toEqual([
            ["fc/kernel", kernel],
            ["fc/bias", bias],
          ]);
          expect(size).toBe(kernel.length + bias.length);
          expect(zeros).toBe([...kernel, ...bias].filter((value) => value === 0).length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("tells its bytes on the disk", async () => {
    const path = fresh();
    const { bytes } = await exportModel(path, format, small);
    const files = format === "tfjs" ? (await readdir(path)).map((name) => join(path, name)) : [path];
    const sizes = await Promise.all(files.map(async (file) => (await readFile(file)).length));
    expect(bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  });

  it("is not there where a weight lives that the masks have removed", async () => {
    const inside = fresh();
    const masks = new Map([["fc/kernel", Uint16Array.of(1, 0, 2, 0)]]);
    await expect(exportModel(join(inside, "model"), format, small, masks)).rejects.toThrow(
      "fc/kernel is not zero in 1 of the places where the run's masks have removed weights.",
    );
    expect(await readdir(inside)).toEqual([]);
  });

  it("is there where the masks have removed nothing but zeros", async () => {
    const masks = new Map([["fc/kernel", Uint16Array.of(1, 0, 0, 1)]]);
    await expect(exportModel(fresh(), format, small, masks)).resolves.toMatchObject({ size: 6, zeros: 3 });
  });
});

describe.each(["tfjs", "keras-h5"] as const)("a network exported as %s", (format) => {
  it("computes the same, of whatever kind it is, folded or not", async () => {
    for (const { title, model } of [...imageArchitectures, ...sequenceArchitectures, ...compositionArchitectures]) {
      const whole = wholeModelOf(model(tf));
      for (const [i, one] of [whole, foldBatchNorm(whole).model].entries()) {
        const path = join(folder, `${format}-network-${exports++}`);
        await exportModel(path, format, one);
        expect(await outputsOf(await reopened(path)), `${title} ${i}`).toEqual(await outputsOf(one));
      }
    }
  });

  it("is refused without the network", async () => {
    const path = join(folder, "tensors");
    await expect(exportModel(path, format, { ...small, topology: undefined })).rejects.toThrow("safetensors alone");
  });

  it("is refused without a weight that the network has, and with one that it has not", async () => {
    const path = join(folder, "incomplete");
    const [kernel, bias] = small.weights;
    await expect(exportModel(path, format, { ...small, weights: [kernel] })).rejects.toThrow(
      "The model has no fc/bias",
    );
    const stranger = { ...bias, name: "other/bias", layer: "other" };
    const weights = [...small.weights, stranger];
    await expect(exportModel(path, format, { ...small, weights })).rejects.toThrow("other/bias belongs to no layer");
  });
});

describe("the path of an export", () => {
  it("says the format by its ending", () => {
    expect(["a.h5", "a.HDF5", "a.safetensors", "a", "a.b"].map(exportFormatOf)).toEqual([
      "keras-h5",
      "keras-h5",
      "safetensors",
      "tfjs",
      "tfjs",
    ]);
  });

  it("may be an empty folder for tfjs, and is refused where there is something in it", async () => {
    const empty = join(folder, "empty");
    await mkdir(empty);
    await exportModel(empty, "tfjs", small);
    expect(await readdir(empty)).toEqual(["group1-shard1of1.bin", "model.json"]);
    await expect(exportModel(empty, "tfjs", small)).rejects.toThrow("empty is there already");
  });

  it("may be a file, which is replaced when the new one is whole and not before", async () => {
    const path = join(folder, "there.h5");
    await writeFile(path, "before");
    const masks = new Map([["fc/bias", Uint16Array.of(1, 1)]]);
    await expect(exportModel(path, "keras-h5", small, masks)).rejects.toThrow(ModelFileError);
    expect(await readFile(path, "utf8")).toBe("before");
    await exportModel(path, "keras-h5", small);
    expect((await reopened(path)).weights).toEqual(small.weights);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("a file that was written is refused", () => {
  const written = join(folder, "written");
  const [kernel, bias] = small.weights;

  it.each<[string, WholeModel["weights"], string]>([
    [
      "where one bit of a weight differs",
      [kernel, { ...bias, values: Float32Array.of(3, 0) }],
      "fc/bias is not in the",
    ],
    ["where a tensor is not there", [...small.weights, { ...bias, name: "fc/scale" }], "fc/scale is not in the"],
    ["where a tensor is there that was not to be", [kernel], "fc/bias is in the file that was written, and was not"],
  ])("%s", async (_, expected, sentence) => {
    await writeLayersModel(written, { topology: dense(2, 2), tensors: small.weights });
    await expect(verifyWritten(written, expected)).rejects.toThrow(sentence);
    await expect(verifyWritten(written, small.weights)).resolves.toEqual({ size: 6, zeros: 3 });
  });

  it("where the masks are of another tensor", async () => {
    await writeLayersModel(written, { topology: dense(2, 2), tensors: small.weights });
    const masks = new Map([["fc/kernel", Uint16Array.of(0)]]);
    await expect(verifyWritten(written, small.weights, masks)).rejects.toThrow("fc/kernel has 4 weights, and its mask");
  });
});
