import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

/** Days that what a trainer said at its end is kept. */
const keptDays = 30;

/** A new file for a trainer's standard error. Those of long ago are removed. */
export async function newErrorFile(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const oldest = Date.now() - keptDays * 24 * 3600 * 1000;
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => undefined);
    if (stats && stats.mtimeMs < oldest) await rm(file, { force: true });
  }
  return path.join(folder, `${randomUUID()}.log`);
}
