import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { isLiveSocket, removeLiveSocket } from "./liveSocket.ts";
import { errorCode, RunFolderError, refused } from "./runFolderError.ts";

const holderSchema = z.strictObject({
  pid: z.int().positive(),
  host: z.string(),
  token: z.string(),
  /** Where the process can be told to pause or stop; absent where it cannot. */
  socket: z.string().refine(isLiveSocket).optional(),
  /** Where its standard error goes; absent where whoever started it reads that. */
  errorFile: z.string().optional(),
});

/** Who writes a run. */
export type LockHolder = z.infer<typeof holderSchema>;

/** How others can learn about the holder of a lock. */
export type Reach = Pick<LockHolder, "socket" | "errorFile">;

/**
 * Whether somebody writes a run. `elsewhere`: on another computer, which has to be believed. `dead`: the holder is the
 * one that died.
 */
export type LockState =
  | { readonly state: "free" }
  | { readonly state: "held" | "elsewhere" | "dead"; readonly holder: LockHolder };

/** Making and removing locks takes a moment; who waits longer than this waits for a process that died in it. */
const maximumTries = 50;
const pauseMilliseconds = 20;

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
  static async acquire(path: string, reach: Reach = {}): Promise<RunLock> {
    const holder: LockHolder = { pid: process.pid, host: hostname(), token: randomUUID(), ...reach };
    // Before the file exists, so that no other call in this process takes it for one of a dead process.
    ours.add(holder.token);
    try {
      await take(path, holder);
      return new RunLock(path, holder.token);
    } catch (error) {
      ours.delete(holder.token);
      throw error;
    }
  }

  async release(): Promise<void> {
    ours.delete(this.#token);
    if ((await readHolder(this.#path))?.token === this.#token) await rm(this.#path, { force: true });
  }
}

/** @throws RunFolderError where the lock cannot be read, or is damaged */
export async function readLock(path: string): Promise<LockState> {
  const holder = await readHolder(path);
  if (!holder) return { state: "free" };
  if (holder.host !== hostname()) return { state: "elsewhere", holder };
  return { state: mayBeAlive(holder) ? "held" : "dead", holder };
}

/** Whether a process that may be alive holds the lock. */
export async function isLocked(path: string): Promise<boolean> {
  const { state } = await readLock(path);
  return state === "held" || state === "elsewhere";
}

async function take(path: string, holder: LockHolder): Promise<void> {
  for (let tries = 0; tries < maximumTries; tries++) {
    if (await create(path, JSON.stringify(holder))) return;
    await removeIfDead(path, holder);
    await sleep(pauseMilliseconds);
  }
  throw new RunFolderError(
    `The lock ${path} cannot be taken. Delete it and ${path}.takeover if no trainer writes this run.`,
  );
}

/** Several may find the same dead lock. A second lock sees to it that nobody removes the one that another has made since. */
async function removeIfDead(path: string, us: LockHolder): Promise<void> {
  const holder = await readHolder(path);
  if (holder && mayBeAlive(holder)) throw inUse(path, holder);
  const takeover = `${path}.takeover`;
  if (!(await create(takeover, JSON.stringify(us)))) {
    const other = await readHolder(takeover);
    if (other && !mayBeAlive(other)) await rm(takeover, { force: true });
    return;
  }
  try {
    const stillThere = await readHolder(path);
    if (!stillThere || mayBeAlive(stillThere)) return;
    await rm(path, { force: true });
    if (stillThere.socket) await removeLiveSocket(stillThere.socket);
  } finally {
    await rm(takeover, { force: true });
  }
}

/**
 * Whether this call has made the file; false where there is one already. It appears with its text in it, so that
 * neither a crash nor a full disk leaves a lock that names nobody.
 */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text);
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw refused(path, "written", error);
  } finally {
    await rm(draft, { force: true });
  }
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
