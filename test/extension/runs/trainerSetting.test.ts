import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newErrorFile } from "../../../src/extension/runs/errorFiles.ts";
import { type TrainerChoice, trainerSetting } from "../../../src/extension/runs/trainerSetting.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "setting-"));
});
afterAll(() => rm(folder, { recursive: true }));

const nothing: TrainerChoice = { nodePath: "", nativeEnginePath: "", ownNativeEngine: "/nowhere" };

async function program(name: string, says: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\necho "${says}"\n`);
  await chmod(file, 0o755);
  return file;
}

describe("how a trainer is started", () => {
  it("is on the Node.js at hand, in the workspace, where nothing is set", async () => {
    const { execPath, cwd, env } = await trainerSetting(nothing, "/workspace");
    expect([execPath, cwd]).toEqual([undefined, "/workspace"]);
    expect(env).toMatchObject({ ELECTRON_RUN_AS_NODE: "1", PATH: process.env.PATH });
    expect(env).not.toHaveProperty("SPARSITY_NATIVE_ENGINE");
  });

  it("is on the Node.js that is set", async () => {
    const { execPath } = await trainerSetting({ ...nothing, nodePath: process.execPath }, "/");
    expect(execPath).toBe(process.execPath);
  });

  it.skipIf(process.platform === "win32")("is refused on one that is too old, is none, or is not there", async () => {
    const set = (nodePath: string) => trainerSetting({ ...nothing, nodePath }, "/");
    await expect(set(await program("old", "v20.16.0"))).rejects.toThrow(
      "which is Node.js v20.16.0. The trainer needs 20.17 or newer.",
    );
    await expect(set(await program("other", "Python 3"))).rejects.toThrow("which is not Node.js.");
    await expect(set("/nowhere/node")).rejects.toThrow(
      "The setting sparsityInspector.nodePath names /nowhere/node, which cannot be started.",
    );
    expect((await set(await program("new", "v22.1.0"))).execPath).toBe(path.join(folder, "new"));
  });

  it("names the native engine that is set, else the one that the extension has installed", async () => {
    const own = path.join(folder, "native-engine");
    const named = async (choice: Partial<TrainerChoice>) =>
      (await trainerSetting({ ...nothing, ownNativeEngine: own, ...choice }, "/")).env?.SPARSITY_NATIVE_ENGINE;
    expect(await named({})).toBeUndefined();
    const library = path.join(own, "node_modules/@tensorflow/tfjs-node");
    await mkdir(library, { recursive: true });
    await writeFile(path.join(library, "package.json"), "{}");
    expect(await named({})).toBe(own);
    expect(await named({ nativeEnginePath: "/set" })).toBe("/set");
  });
});

describe("the file for a trainer's standard error", () => {
  it("is new each time, and those of long ago are removed", async () => {
    const errors = path.join(folder, "errors");
    const first = await newErrorFile(errors);
    await writeFile(first, "");
    const old = path.join(errors, "old.log");
    await writeFile(old, "");
    await utimes(old, new Date(2020, 0), new Date(2020, 0));
    const second = await newErrorFile(errors);
    expect(second).not.toBe(first);
    expect(await readdir(errors)).toEqual([path.basename(first)]);
  });
});
