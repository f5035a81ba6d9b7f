import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { errorCode, RunFolderError, refused } from "./runFolderError.ts";

const holderSchema = z.strictObject({ pid: z.int().positive(), host: z.string(), token: z.string() });

/** Who writes a run. */
export type LockHolder = z.infer<typeof holderSchema>;

/** Locks that this very process holds: after a crash another process may have been given our number. */
const ours = new Set<string>();

/** A file that keeps two trainers from writing one run. A lock whose process is dead counts for nothing. */
export class RunLock {
  readonly #path: string;
  readonly #token: string;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
  }

  /** @throws RunFolderError where another process holds the lock, or it cannot be written */
  static async acquire(path: string): Promise<RunLock> {
    const holder: LockHolder = { pid: process.pid, host: hostname(), token: randomUUID() };
    for (;;) {
      try {
        await writeFile(path, JSON.stringify(holder), { flag: "wx" });
        ours.add(holder.token);
        return new RunLock(path, holder.token);
      } catch (error) {
        if (errorCode(error) !== "EEXIST") throw refused(path, "written", error);
      }
      await removeIfDead(path);
    }
  }

  async release(): Promise<void> {
    ours.delete(this.#token);
    if ((await readHolder(this.#path))?.token === this.#token) await rm(this.#path, { force: true });
  }
}

/** Whether a process that may be alive holds the lock. One on another computer has to be believed. */
export async function isLocked(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== undefined && mayBeAlive(holder);
}

async function removeIfDead(path: string): Promise<void> {
  const holder = await readHolder(path);
  if (!holder) return;
  if (mayBeAlive(holder)) throw inUse(path, holder);
  // Of several that find the same dead lock one renames it; who moved a newer one instead puts it back.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw refused(path, "removed", error);
  }
  const moved = await readHolder(aside);
  if (moved && moved.token !== holder.token) {
    await rename(aside, path);
    throw inUse(path, moved);
  }
  await rm(aside, { force: true });
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw refused(path, "read", error);
  }
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    throw new RunFolderError(`The lock ${path} is damaged. Delete it if no trainer writes this run.`);
  }
}

function mayBeAlive({ pid, host, token }: LockHolder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return ours.has(token);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}

function inUse(path: string, { pid, host }: LockHolder): RunFolderError {
  const where = host === hostname() ? "" : ` on ${host}`;
  return new RunFolderError(
    `Process ${pid}${where} writes this run already. Stop it first, or delete ${path} if that is no trainer.`,
  );
}
