import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recipeOfRun } from "../../../src/extension/runs/recipeOfRun.ts";
import { readRecipe } from "../../../src/recipes/readRecipe.ts";
import { RecipeSource } from "../../../src/recipes/source.ts";
import { writeTinyRecipe } from "../../cli/tinyRun.ts";

let folder: string;
let written: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "recipe-"));
  written = await writeTinyRecipe(folder);
});
afterEach(() => rm(folder, { recursive: true }));

/** The folder of a run of this recipe, as far as it is asked for here. */
async function runOf(name: string, changes: object = {}): Promise<string> {
  const run = path.join(folder, "runs", name);
  const { recipe } = await readRecipe(written);
  const resolved = {
    v: 1,
    recipe: { ...recipe, ...changes },
    baseFolder: folder,
    model: { path: path.join(folder, "model.json"), sha256: "0".repeat(64) },
    dataset: { sha256: "0".repeat(64) },
    engine: { name: "wasm", version: "tfjs", detail: "" },
    versions: {},
  };
  await mkdir(run, { recursive: true });
  await writeFile(path.join(run, "recipe.json"), JSON.stringify(resolved));
  return run;
}

describe("the recipe of a run", () => {
  it("is the one that a person wrote, while it says the same", async () => {
    const run = await runOf("tiny-20260101-120000");
    expect(await recipeOfRun(run)).toEqual({ file: written, root: [] });
  });

  it("is that one also where its seed, engine or model were given beside it", async () => {
    const run = await runOf("tiny-20260101-120000-2", { seed: 7, model: "/models/other.json" });
    expect(await recipeOfRun(run)).toEqual({ file: written, root: [] });
  });

  it("is what the run keeps of it, once it says something else, or is gone", async () => {
    const run = await runOf("tiny-20260101-120000");
    const kept = { file: path.join(run, "recipe.json"), root: ["recipe"] };
    await writeTinyRecipe(folder, { passes: 9 });
    expect(await recipeOfRun(run)).toEqual(kept);
    await rm(written);
    expect(await recipeOfRun(run)).toEqual(kept);
  });

  it("is what the run keeps of it where the folder's name does not tell", async () => {
    const run = await runOf("by-hand");
    const { file, root } = await recipeOfRun(run);
    expect(file).toBe(path.join(run, "recipe.json"));
    expect(new RecipeSource(await readFile(file, "utf8")).valueAt([...root, "rules", 0, "select"])).toBe("fc1");
  });

  it("is not there where there is no run", async () => {
    await expect(recipeOfRun(folder)).rejects.toThrow("holds no run");
  });
});
