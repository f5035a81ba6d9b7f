import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readRun } from "../../src/runs/readRun.ts";
import { program, sparsity } from "./command.ts";
import { temporaryFolder, writeTinyRecipe } from "./tinyRun.ts";

/** Every refusal is exit code 1, nothing on standard output, and a sentence that names the file; never a stack trace. */
async function expectRefusal(recipe: string, ...sentences: readonly (string | RegExp)[]): Promise<void> {
  const { code, stdout, stderr } = await sparsity("prune", recipe, "--json");
  expect(stdout).toBe("");
  for (const sentence of sentences) expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(code).toBe(1);
}

/** A model that a short run has written, to be damaged. */
const source = await temporaryFolder();
const trained = path.join(source, "run");
await sparsity("prune", await writeTinyRecipe(source, { passes: 1, rules: [] }), "--run", trained);

async function copyOfModel(folder: string): Promise<string> {
  const model = path.join(folder, "trained");
  await cp(path.join(trained, "export/trained"), model, { recursive: true });
  return model;
}

describe("a run is refused", () => {
  it("where the recipe has problems: all of them, with their places", async () => {
    const folder = await temporaryFolder();
    const recipe = path.join(folder, "bad.prune.json");
    await writeFile(
      recipe,
      '{\n  "model": "m",\n  "passes": 0,\n  "rules": [{ "select": "conv", "sparsityUpperBond": 2 }]\n}\n',
    );
    await expectRefusal(recipe, "has 4 problems", /bad\.prune\.json:3:\d+: /, /4:\d+: .*sparsityUpperBound/, /dataset/);
  });

  it("where a shard of the model is cut short", async () => {
    const folder = await temporaryFolder();
    const model = await copyOfModel(folder);
    await truncate(path.join(model, "group1-shard1of1.bin"), 1000);
    await expectRefusal(await writeTinyRecipe(folder, { model: "trained" }), "group1-shard1of1.bin", "1000");
  });

  it("where model.json is not JSON", async () => {
    const folder = await temporaryFolder();
    const recipe = await writeTinyRecipe(folder);
    await writeFile(path.join(folder, "model.json"), '{ "modelTopology": ');
    await expectRefusal(recipe, /model\.json.*JSON/);
  });

  it("where the model is frozen for inference", async () => {
    const folder = await temporaryFolder();
    const recipe = await writeTinyRecipe(folder);
    await writeFile(
      path.join(folder, "model.json"),
      JSON.stringify({ format: "graph-model", modelTopology: { node: [] }, weightsManifest: [] }),
    );
    await expectRefusal(recipe, "graph-model", "cannot be trained", "LayersModel");
  });

  it("where the engine has no such layer: by name", async () => {
    const folder = await temporaryFolder();
    const recipe = await writeTinyRecipe(folder);
    const model = JSON.parse(await readFile(path.join(folder, "model.json"), "utf8"));
    model.modelTopology.config.layers[1].class_name = "MyOwnLayer";
    await writeFile(path.join(folder, "model.json"), JSON.stringify(model));
    await expectRefusal(recipe, /fc1 \(MyOwnLayer\)/);
  });

  it("where the data does not fit the model: with both shapes", async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, "table.csv"), "a,b,label\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,1,x\n");
    const dataset = { type: "csv", train: "table.csv", label: "label" };
    await expectRefusal(await writeTinyRecipe(folder, { dataset }), "28", /2\b/);
  });

  it("where a class has no images, and where one cannot be decoded", async () => {
    const folder = await temporaryFolder();
    const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    for (const name of ["cat", "dog", "empty"]) await mkdir(path.join(folder, "images", name), { recursive: true });
    for (const name of ["cat", "dog"]) {
      for (const number of [1, 2]) await writeFile(path.join(folder, "images", name, `${number}.png`), image);
    }
    const recipe = await writeTinyRecipe(folder, { dataset: { type: "images", path: "images" } });
    await expectRefusal(recipe, /empty/);
    await writeFile(path.join(folder, "images", "empty", "broken.jpg"), "no JPEG");
    await writeFile(path.join(folder, "images", "empty", "good.png"), image);
    await expectRefusal(recipe, "broken.jpg");
  });

  it("where the folder for the run cannot be made", async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, "file"), "");
    const { code, stderr } = await sparsity(
      "prune",
      await writeTinyRecipe(folder),
      "--run",
      path.join(folder, "file/run"),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/file\/run cannot be written: /);
  });
});

describe("a run that fails", () => {
  it("names the tensor that holds NaN, and leaves a folder that can be read", async () => {
    const folder = await temporaryFolder();
    const model = await copyOfModel(folder);
    const shard = path.join(model, "group1-shard1of1.bin");
    const bytes = await readFile(shard);
    bytes.writeFloatLE(Number.NaN, 400);
    await writeFile(shard, bytes);
    const run = path.join(folder, "run");
    const { code, stderr } = await sparsity("prune", await writeTinyRecipe(folder, { model: "trained" }), "--run", run);
    expect(code).toBe(1);
    expect(stderr).toContain("fc1/kernel holds 1 NaN");
    const { state } = await readRun(run);
    expect(state.status).toBe("failed");
    expect(state.ended?.reason).toContain("fc1/kernel holds 1 NaN");
    expect((await sparsity("report", run, "-o", path.join(folder, "report.html"))).code).toBe(0);
  });

  it("says that there is no room left, and leaves a folder that can be read", async () => {
    const folder = await temporaryFolder();
    const run = path.join(folder, "run");
    // A limit on the size of files stands in for a full disk: 100 kB hold the export, but no checkpoint.
    const command = 'ulimit -f 200; exec "$0" "$@"';
    const args = [process.execPath, program, "prune", await writeTinyRecipe(folder), "--run", run];
    const { status, stderr } = spawnSync("sh", ["-c", command, ...args], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/pass-0000\.safetensors cannot be written: .*too large/);
    const { state } = await readRun(run);
    expect(state.status).toBe("failed");
    expect(state.dense?.accuracy).toBeGreaterThan(0);
  });
});
