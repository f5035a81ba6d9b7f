import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Revision } from "../../../src/extension/comparison/gitRevision.ts";
import { writeRevision } from "../../../src/extension/comparison/writeRevision.ts";
import { temporaryFolder } from "../../models/folder.ts";

const folder = await temporaryFolder();

/** A commit with these files. */
function revisionWith(files: Readonly<Record<string, string>>): Revision {
  return {
    hash: "1a2b3c4d5e6f",
    async bytesOf(file) {
      const text = files[file];
      if (text === undefined) throw new Error(`${file} is not in git`);
      return Buffer.from(text);
    },
  };
}

function modelJson(...paths: readonly string[]): string {
  return JSON.stringify({ weightsManifest: [{ paths, weights: [] }] });
}

describe("a model file as it was at a revision", () => {
  it("is one file, named after both", async () => {
    const written = await writeRevision("/w/net.h5", revisionWith({ "/w/net.h5": "bytes" }), path.join(folder, "h5"));
    expect(written).toBe(path.join(folder, "h5", "net at 1a2b3c4.h5"));
    expect(await readFile(written, "utf8")).toBe("bytes");
  });

  it("has the shards that model.json named then, in a folder that is named after both", async () => {
    const files = { "/w/lenet/model.json": modelJson("one.bin", "sub/two.bin"), "/w/lenet/one.bin": "1" };
    const revision = revisionWith({ ...files, "/w/lenet/sub/two.bin": "2" });
    const written = await writeRevision("/w/lenet/model.json", revision, path.join(folder, "tfjs"));
    expect(written).toBe(path.join(folder, "tfjs", "lenet at 1a2b3c4", "model.json"));
    expect(await readFile(path.join(written, "../one.bin"), "utf8")).toBe("1");
    expect(await readFile(path.join(written, "../sub/two.bin"), "utf8")).toBe("2");
    const without = writeRevision("/w/lenet/model.json", revisionWith(files), path.join(folder, "missing"));
    await expect(without).rejects.toThrow("/w/lenet/sub/two.bin is not in git");
  });

  it.each(["../../outside.bin", "/etc/outside.bin"])("is refused where it names the shard %s", async (shard) => {
    const revision = revisionWith({ "/w/lenet/model.json": modelJson(shard) });
    const writing = writeRevision("/w/lenet/model.json", revision, path.join(folder, "hostile"));
    await expect(writing).rejects.toThrow(`the shard ${shard}, which is not in its folder`);
  });
});
