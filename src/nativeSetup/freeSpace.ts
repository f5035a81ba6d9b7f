import { statfs } from "node:fs/promises";
import { megabytes } from "./figures.ts";
import { NativeSetupError } from "./setupError.ts";

/**
 * @param needed bytes at the fullest moment
 * @throws NativeSetupError where a folder's disk has less room
 */
export async function checkFreeSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new NativeSetupError(
    `The disk of ${folder} has ${megabytes(free)} left, and ${megabytes(needed)} are needed meanwhile. Make room, or give a folder on another disk.`,
  );
}
