import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const example = "examples/lenet-fashion-mnist";

/**
 * A folder to try the extension in: LeNet and two recipes. What is there already stays.
 *
 * @param folder made where it is missing
 */
export async function prepareSampleWorkspace(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of ["model.json", "train.prune.json", "prune.prune.json"]) {
    const text = await readFile(path.join(example, name), "utf8");
    // The extension brings the schema; this is the way to it from the example's folder.
    const copy = text.replace(/^ *"\$schema": .*\n/m, "");
    await writeFile(path.join(folder, name), copy, { flag: "wx" }).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
