import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exportModel } from "../../src/models/export/exportModel.ts";
import { tf, wholeModelOf } from "../models/folding/networks.ts";
import { sparsity } from "./command.ts";
import { temporaryFolder, writeTinyRecipe } from "./tinyRun.ts";

const folder = await temporaryFolder();
const run = path.join(folder, "run");
await sparsity("prune", await writeTinyRecipe(folder, { passes: 1 }), "--run", run);

async function exported(...args: readonly string[]) {
  const { code, stdout, stderr } = await sparsity("export", ...args, "--json");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

async function inspected(file: string) {
  const { totals, format } = JSON.parse((await sparsity("inspect", file, "--json")).stdout);
  return { format, size: totals.size, nnz: totals.nnz };
}

describe("sparsity export", () => {
  it.each([
    ["out.h5", "keras-h5", "keras-h5"],
    ["out.safetensors", "safetensors", "safetensors"],
    ["out", "tfjs", "tfjs-layers-model"],
  ])("writes a run's newest export as %s, with all its zeros", async (name, format, opened) => {
    const output = path.join(folder, name);
    const result = await exported(run, "-o", output);
    const { size, nnz } = await inspected(run);
    expect(result).toMatchObject({ path: output, format, size, nnz, warnings: [] });
    expect(result.sparsity).toBeGreaterThan(0.1);
    expect(await inspected(output)).toEqual({ format: opened, size, nnz });
  });

  it("takes a file as well, and the format that is given", async () => {
    const result = await exported(path.join(folder, "out.h5"), "-o", path.join(folder, "again"), "--format", "tfjs");
    expect(result.format).toBe("tfjs");
    expect(await readdir(path.join(folder, "again"))).toContain("model.json");
  });

  it("folds batch normalisations, and tells which it has left alone and why", async () => {
    const { layers: l } = tf;
    const model = tf.sequential({
      layers: [
        l.conv2d({ filters: 2, kernelSize: 3, name: "conv", inputShape: [5, 5, 1] }),
        l.batchNormalization({ name: "bn1" }),
        l.reLU({ name: "relu" }),
        l.batchNormalization({ name: "bn2" }),
      ],
    });
    const source = path.join(folder, "normalised.h5");
    await exportModel(source, "keras-h5", wholeModelOf(model));
    const output = path.join(folder, "folded.h5");
    expect(await exported(source, "-o", output, "--fold-batch-norm")).toMatchObject({
      folded: [{ layer: "bn1", into: "conv" }],
      left: [
        {
          layer: "bn2",
          reason: "it follows relu (ReLU); what it gives out is used in several places or is the model's output",
        },
      ],
      vanished: [],
    });
    const { stdout } = await sparsity("export", source, "-o", output, "--fold-batch-norm");
    expect(stdout).toContain("1 of 2 batch normalisations folded into kernels\n  bn2 stays: it follows relu (ReLU)");
    expect(stdout).toContain(`Wrote ${output} · keras-h5`);
  });

  it("fails where a weight has come back that the run's masks had removed, and leaves nothing behind", async () => {
    const shard = path.join(run, "export/pruned/group1-shard1of1.bin");
    const bytes = await readFile(shard);
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    const cut = values.indexOf(0);
    await writeFile(shard, Buffer.from(values.with(cut, 1e-30).buffer));
    const inside = path.join(folder, "leak");
    const { code, stdout, stderr } = await sparsity("export", run, "-o", path.join(inside, "model.h5"));
    const packed = await sparsity("pack", run, "-o", path.join(inside, "model.spz"), "--int8");
    await writeFile(shard, bytes);
    expect(packed).toMatchObject({ code: 1, stdout: "", stderr });
    expect(stderr).toContain("fc1/kernel is not zero in 1 of the places where the run's masks have removed weights.");
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(await readdir(inside)).toEqual([]);
  });

  it("refuses what it cannot do in a sentence", async () => {
    const missing = await sparsity("export", path.join(folder, "none.h5"), "-o", path.join(folder, "x.h5"));
    expect(missing).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("none.h5") });
    expect(await sparsity("export", run)).toMatchObject({ code: 2 });
    expect(await sparsity("export", run, "-o", "x", "--format", "onnx")).toMatchObject({ code: 2 });
    const untrained = await sparsity("export", path.join(folder, "model.json"), "-o", path.join(folder, "x.h5"));
    expect(untrained).toMatchObject({ code: 1, stderr: expect.stringContaining("fc1/kernel") });
  });
});
