import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { listImages } from "../../src/trainer/datasets/imageFolder.ts";
import { temporaryFolder, writeFiles } from "./support.ts";

// A file system may list a folder in any order; this one takes the reverse of the names'.
vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof import("node:fs/promises")>();
  const readdir = async (path: string) => (await original.readdir(path)).sort().reverse();
  return { ...original, readdir };
});

it("lists classes and images in the order of their names, whatever order the file system gives", async () => {
  const folder = temporaryFolder();
  for (const name of ["a", "b"]) {
    mkdirSync(join(folder, name));
    writeFiles(join(folder, name), { "1.png": "", "10.png": "", "2.png": "" });
  }
  const { classNames, train } = await listImages(folder);
  expect(classNames).toEqual(["a", "b"]);
  expect(train.map(({ name, label }) => [name, label])).toEqual([
    ["a/1.png", 0],
    ["a/10.png", 0],
    ["a/2.png", 0],
    ["b/1.png", 1],
    ["b/10.png", 1],
    ["b/2.png", 1],
  ]);
});
