import { constants, copyFile, mkdir } from "node:fs/promises";
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
    await copyFile(path.join(example, name), path.join(folder, name), constants.COPYFILE_EXCL).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
