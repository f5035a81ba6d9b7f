import { lstat, readdir } from "node:fs/promises";
import path from "node:path";

/** Bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) sum += (await lstat(path.join(entry.parentPath, entry.name))).size;
  }
  return sum;
}
