import { readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeLayersModel } from "../../src/models/tfjs/write.ts";
import { temporaryFolder } from "../models/folder.ts";
import { smallNetwork } from "../packed/smallNetwork.ts";
import { sparsity } from "./command.ts";

const folder = await temporaryFolder();
const model = path.join(folder, "model");
const { topology, weights } = smallNetwork();
await writeLayersModel(model, { topology, tensors: weights });
const file = path.join(folder, "model.spz");
afterAll(() => rm(file, { force: true }));

describe("sparsity pack", () => {
  it("writes a small file, and says where every byte of it goes", async () => {
    const { code, stdout, stderr } = await sparsity("pack", model, "-o", file, "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { path: written, bytes, unpackedBytes, ledger } = JSON.parse(stdout);
    expect(written).toBe(file);
    expect(bytes).toBe((await stat(file)).size);
    expect(unpackedBytes).toBe(weights.reduce((sum, { values }) => sum + 4 * values.length, 0));
    const parts = ledger.tensors.map((tensor: Record<string, number>) => tensor.mask + tensor.values + tensor.scales);
    expect(parts.reduce((a: number, b: number) => a + b, ledger.header + ledger.padding)).toBe(bytes);
    expect(ledger.tensors.map(({ name }: { name: string }) => name)).toContain("fc/kernel");
  });

  it("prints the ledger as a table", async () => {
    const { stdout } = await sparsity("pack", model, "-o", file);
    expect(stdout).toMatch(/fc\/kernel +17,280 +3,456 +masked/);
    expect(stdout).toMatch(/Topology and descriptions .+; together [\d,]+ bytes\./);
    expect(stdout).toMatch(/Wrote .+model\.spz: [\d.]+ kB, where the weights alone take 69\.88 kB as float32\./);
  });

  it("makes a quarter of that with --int8, and says which weights became zero", async () => {
    const exact = JSON.parse((await sparsity("pack", model, "-o", file, "--json")).stdout);
    const rounded = JSON.parse((await sparsity("pack", model, "-o", file, "--int8", "--json")).stdout);
    expect(rounded.bytes).toBeLessThan(exact.bytes / 2);
    expect(rounded.quantized.map(({ name }: { name: string }) => name)).toEqual(["conv/kernel", "fc/kernel"]);
    expect((await sparsity("inspect", file)).stdout).toMatch(/fc\/kernel +Dense +576×30 +int8|fc\/kernel .+ int8/);
  });

  it("says what has no weights", async () => {
    const bare = path.join(folder, "bare");
    await writeLayersModel(bare, { topology, tensors: [] });
    const { code, stderr } = await sparsity("pack", bare, "-o", file);
    expect(code).toBe(1);
    expect(stderr).toContain(`${bare} has no weights to pack.`);
  });

  it("refuses scales that it does not know", async () => {
    const { code, stderr } = await sparsity("pack", model, "-o", file, "--int8", "row");
    expect(code).toBe(2);
    expect(stderr).toContain("Allowed choices are channel, tensor");
  });
});

describe("sparsity unpack", () => {
  it("gives back the same files to the bit", async () => {
    await sparsity("pack", model, "-o", file);
    const again = path.join(folder, "again");
    const { code, stdout } = await sparsity("unpack", file, "-o", again, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).path).toBe(path.join(again, "model.json"));
    const names = (await readdir(model)).sort();
    expect((await readdir(again)).sort()).toEqual(names);
    for (const name of names.filter((one) => one.endsWith(".bin"))) {
      expect(await readFile(path.join(again, name))).toEqual(await readFile(path.join(model, name)));
    }
  });

  it("leaves alone what is in its way", async () => {
    await sparsity("pack", model, "-o", file);
    const taken = await sparsity("unpack", file, "-o", model);
    expect(taken).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`${model} is there already`) });
    const onFolder = await sparsity("pack", model, "-o", model);
    expect(onFolder.stderr).toBe(`sparsity: ${model} cannot be written: it is a folder.\n`);
    const below = path.join(file, "inside.h5");
    expect((await sparsity("export", model, "-o", below)).stderr).toBe(
      `sparsity: ${below} cannot be written: a file is in the way of its folder.\n`,
    );
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("says what a file is that is no packed model", async () => {
    const { code, stderr } = await sparsity("unpack", path.join(model, "model.json"), "-o", folder);
    expect(code).toBe(1);
    expect(stderr).toContain("is no packed model (tfjs-layers-model).");
  });
});

describe("sparsity verify", () => {
  it("proves weights and answers the same", async () => {
    await sparsity("pack", model, "-o", file);
    const { code, stdout } = await sparsity("verify", file, model, "--json");
    expect(code).toBe(0);
    const { same, int8, folded, answers, problems, tensors } = JSON.parse(stdout);
    expect({ same, int8, folded, problems }).toEqual({ same: true, int8: undefined, folded: false, problems: [] });
    expect(answers).toMatchObject({ examples: 8, largestDifference: 0 });
    expect(answers.largestAnswer).toBeGreaterThan(0);
    expect(tensors).toHaveLength(4);
  });

  it("says how far int8 is from the model", async () => {
    await sparsity("pack", model, "-o", file, "--int8", "tensor");
    const { code, stdout } = await sparsity("verify", file, model);
    expect(code).toBe(0);
    expect(stdout).toContain("Weights: int8 with a scale a tensor.");
    expect(stdout).toMatch(
      /Answers to 8 inputs drawn by the seed: apart by at most 0\.\d+ \(largest answer 0\.\d+\)\./,
    );
  });

  it("fails where the file is of another model, and says which weights differ", async () => {
    await sparsity("pack", model, "-o", file);
    const other = path.join(folder, "other");
    const changed = weights.map((weight) =>
      weight.name === "fc/bias" ? { ...weight, values: weight.values.map((value) => value + 1) } : weight,
    );
    await writeLayersModel(other, { topology, tensors: changed });
    const { code, stderr } = await sparsity("verify", file, other);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} is not what packing ${other} gives:`);
    expect(stderr).toContain("30 of 30 weights of fc/bias differ from the model.");
  });

  /** A convolution that takes images of any size. */
  const convolution = (kernel: Float32Array, next: object[] = []) => {
    const config = { name: "c", filters: 4, kernel_size: [3, 3], batch_input_shape: [null, null, null, 3] };
    const layers = [{ class_name: "Conv2D", config }, ...next];
    const of = { layer: "c", className: "Conv2D" };
    return {
      topology: { class_name: "Sequential", config: { name: "net", layers } },
      tensors: [
        { ...of, name: "c/kernel", role: "kernel", shape: [3, 3, 3, 4], values: kernel },
        { ...of, name: "c/bias", role: "bias", shape: [4], values: new Float32Array(4) },
      ],
    };
  };

  it("compares answers to inputs of some size where a network takes any, and of one that answers NaN", async () => {
    for (const [name, value] of [["open", 0.5] as const, ["nan", Number.NaN] as const]) {
      const given = path.join(folder, name);
      await writeLayersModel(given, convolution(new Float32Array(108).fill(value)));
      await sparsity("pack", given, "-o", file);
      const { code, stdout } = await sparsity("verify", file, given);
      expect(stdout).toContain("Answers to 8 inputs drawn by the seed: the same");
      expect(code).toBe(0);
    }
  });

  it("tells of the weights, and fails, where the networks cannot answer", async () => {
    const given = path.join(folder, "unknown");
    const unknown = { class_name: "MyLayer", config: { name: "mine" } };
    await writeLayersModel(given, convolution(new Float32Array(108).fill(0.5), [unknown]));
    await sparsity("pack", given, "-o", file);
    const { code, stdout, stderr } = await sparsity("verify", file, given);
    expect(code).toBe(1);
    expect(stdout).toMatch(/c\/kernel +108 +0 +0 /);
    expect(stderr).toContain("are right, but its answers were not compared. TensorFlow.js cannot build");
  });
});
