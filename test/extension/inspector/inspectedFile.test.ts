import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { inspectedFileOf } from "../../../src/extension/inspector/inspectedFile.ts";
import { PlayedRun } from "../../inspection/playedRun.ts";
import { temporaryFolder } from "../../models/folder.ts";

const folder = await temporaryFolder();

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

describe("the file that an inspector opens", () => {
  it("is the one that was given, or the model.json of a folder", async () => {
    const weights = await write("a/w.h5", "any content: the inspector says what is wrong with it");
    expect(await inspectedFileOf(weights)).toBe(weights);
    const model = await write("b/model.json", '{"weightsManifest": []}');
    expect(await inspectedFileOf(model)).toBe(model);
    expect(await inspectedFileOf(path.dirname(model))).toBe(model);
  });

  it("is no JSON but a model's", async () => {
    const other = await write("c/model.json", '{"a": 1}');
    await expect(inspectedFileOf(other)).rejects.toThrow(/c\/model\.json is JSON, but no model of TensorFlow\.js/);
    await expect(inspectedFileOf(path.dirname(other))).rejects.toThrow(/no model of TensorFlow\.js/);
    await expect(inspectedFileOf(await write("d.json", "{"))).rejects.toThrow(/d\.json is not valid JSON/);
  });

  it("is one that is there", async () => {
    await expect(inspectedFileOf(path.join(folder, "absent.h5"))).rejects.toThrow(/There is no file .*absent\.h5/);
    await expect(inspectedFileOf(path.dirname(await write("e/x.txt", "")))).rejects.toThrow(/no file .*model\.json/);
  });

  it("is of a run what stands for it", async () => {
    const run = await PlayedRun.begin(path.join(folder, "run"));
    await expect(inspectedFileOf(run.folder)).rejects.toThrow(/run has saved no weights yet/);
    const checkpoint = await run.checkpoint(0);
    expect(await inspectedFileOf(run.folder)).toBe(checkpoint);
    await run.pass(0);
    expect(await inspectedFileOf(run.folder)).toBe(path.join(run.folder, "masks.safetensors"));
    const exported = await run.export("pruned");
    await run.end("completed", 1);
    expect(await inspectedFileOf(run.folder)).toBe(exported);
    await rm(exported);
    expect(await inspectedFileOf(run.folder)).toBe(checkpoint);
  });
});
