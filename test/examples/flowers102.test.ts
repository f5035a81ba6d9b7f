import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../datasets/support.ts";

/** As for the benchmarks: a Python with libraries. */
const python = process.env.BENCH_PYTHON || "python3";
const script = fileURLToPath(new URL("../../examples/mobilenet-flowers/flowers102.py", import.meta.url));
const hasScipy = spawnSync(python, ["-c", "import scipy.io"]).status === 0;
const title = `flowers102.py${hasScipy ? "" : ` (skipped here: ${python} has no scipy)`}`;

/** Ten images in three classes; sets as in the original's files, which are MATLAB 5 files of row vectors. */
const save = `
import sys
import numpy
from scipy.io import savemat

def row(*numbers):
    return numpy.array([numbers], dtype="uint16")

folder = sys.argv[1]
savemat(folder + "/imagelabels.mat", {"labels": row(1, 1, 1, 2, 2, 2, 102, 102, 102, 102).astype("uint8")}, do_compression=True)
savemat(folder + "/setid.mat", {"trnid": row(1, 4, 7), "valid": row(2, 5, 8), "tstid": row(10, 3, 6, 9)}, do_compression=True)
`;

function downloads(): string {
  const folder = temporaryFolder();
  execFileSync(python, ["-c", save, folder]);
  mkdirSync(path.join(folder, "jpg"));
  for (let i = 1; i <= 10; i++)
    writeFileSync(path.join(folder, "jpg", `image_${String(i).padStart(5, "0")}.jpg`), `${i}`);
  return folder;
}

describe.skipIf(!hasScipy)(title, () => {
  it("sorts images by set and class: the largest set is trained on", () => {
    const data = path.join(temporaryFolder(), "data");
    execFileSync(python, [script, downloads(), data]);
    const found = readdirSync(data, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jpg"));
    expect(found.sort()).toEqual([
      "test/001/image_00001.jpg",
      "test/002/image_00004.jpg",
      "test/102/image_00007.jpg",
      "train/001/image_00003.jpg",
      "train/002/image_00006.jpg",
      "train/102/image_00009.jpg",
      "train/102/image_00010.jpg",
    ]);
    expect(readFileSync(path.join(data, "train/102/image_00010.jpg"), "utf8")).toBe("10");
  });

  it("names what is missing", () => {
    const folder = temporaryFolder();
    execFileSync(python, ["-c", save, folder]);
    const { status, stderr } = spawnSync(python, [script, folder, path.join(folder, "data")], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain("image_00010.jpg is missing: unpack 102flowers.tgz");
  });
});
