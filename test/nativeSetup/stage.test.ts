import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Stage } from "../../src/nativeSetup/stage.ts";
import { temporaryFolder } from "../cli/tinyRun.ts";
import { write } from "./fakes.ts";

const manifest = '{ "name": "sparsity-native-engine" }';

describe("a folder in the making", () => {
  it("takes the place of what was made there before, as a whole", async () => {
    const parent = await temporaryFolder();
    const target = path.join(parent, "native");
    await write(path.join(target, "package.json"), manifest);
    await write(path.join(target, "old"), "");
    const stage = await Stage.open(target);
    await write(path.join(stage.folder, "new"), "whole");
    expect(await readdir(target)).toEqual(["old", "package.json"]);
    await stage.takePlace();
    await stage.remove();
    expect(await readFile(path.join(target, "new"), "utf8")).toBe("whole");
    expect([await readdir(parent), await readdir(target)]).toEqual([["native"], ["new"]]);
  });

  it("leaves nothing where it was not finished", async () => {
    const parent = await temporaryFolder();
    const stage = await Stage.open(path.join(parent, "native"));
    await write(path.join(stage.folder, "half"), "");
    await stage.remove();
    expect(await readdir(parent)).toEqual([]);
  });

  it("removes what a process that has died has left", async () => {
    const parent = await temporaryFolder();
    const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
    await write(path.join(parent, `native.unfinished-${dead}`, "half"), "");
    const stage = await Stage.open(path.join(parent, "native"));
    expect(await readdir(parent)).toEqual([path.basename(stage.folder)]);
    await stage.remove();
  });

  it("is refused while somebody else makes it, in another process or in this one", async () => {
    const parent = await temporaryFolder();
    const target = path.join(parent, "native");
    const stage = await Stage.open(target);
    await expect(Stage.open(target)).rejects.toThrow(`Process ${process.pid} is setting up ${target} already.`);
    await stage.remove();
    await mkdir(`${target}.unfinished-${process.ppid}`);
    await expect(Stage.open(target)).rejects.toThrow(`Process ${process.ppid} is setting up`);
  });

  it("is refused where other files would be lost, or where no folder can be", async () => {
    const parent = await temporaryFolder();
    await write(path.join(parent, "package.json"), '{ "name": "somebody-elses" }');
    await expect(Stage.open(parent)).rejects.toThrow(`${parent} holds other files, which would be lost.`);
    const inFile = path.join(parent, "package.json", "native");
    await expect(Stage.open(inFile)).rejects.toThrow(/cannot be written: .*Give another folder\./);
  });
});
