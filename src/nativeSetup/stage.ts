import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { folderName } from "./installPackages.ts";
import { NativeSetupError } from "./setupError.ts";

/** Those of this very process. */
const open = new Set<string>();

/** A folder beside the one that is asked for, which takes its place when all has been done; until then nobody sees it. */
export class Stage {
  readonly folder: string;
  readonly #target: string;

  private constructor(target: string, folder: string) {
    this.#target = target;
    this.folder = folder;
  }

  /**
   * Makes an empty one, and removes those of processes that have died in the middle.
   *
   * @throws NativeSetupError where another process is setting up the same folder, where that holds something else, or
   * where nothing can be written
   */
  static async open(target: string): Promise<Stage> {
    const folder = `${target}.unfinished-${process.pid}`;
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await refuseOthersFiles(target);
      await removeLeftovers(target);
      await mkdir(folder);
    } catch (error) {
      if (error instanceof NativeSetupError) throw error;
      throw new NativeSetupError(`${target} cannot be written: ${(error as Error).message}. Give another folder.`);
    }
    open.add(folder);
    return new Stage(target, folder);
  }

  /** @throws NativeSetupError where the folder's earlier contents are in use */
  async takePlace(): Promise<void> {
    try {
      await rm(this.#target, { recursive: true, force: true });
      await rename(this.folder, this.#target);
    } catch (error) {
      throw new NativeSetupError(
        `${this.#target} could not be replaced: ${(error as Error).message}. End the runs that use it, then try again.`,
      );
    }
  }

  async remove(): Promise<void> {
    open.delete(this.folder);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What is replaced was made here, or is empty. */
async function refuseOthersFiles(target: string): Promise<void> {
  const files = await readdir(target).catch(() => []);
  if (files.length === 0 || (await nameOfPackage(target)) === folderName) return;
  throw new NativeSetupError(`${target} holds other files, which would be lost. Give an empty folder, or a new one.`);
}

async function nameOfPackage(folder: string): Promise<unknown> {
  try {
    const manifest: { name?: unknown } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    return manifest.name;
  } catch {
    return undefined;
  }
}

async function removeLeftovers(target: string): Promise<void> {
  const parent = path.dirname(target);
  const start = `${path.basename(target)}.unfinished-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(start)) continue;
    const pid = Number(name.slice(start.length));
    const leftover = path.join(parent, name);
    if (pid === process.pid ? open.has(leftover) : isAlive(pid)) {
      throw new NativeSetupError(
        `Process ${pid} is setting up ${target} already. Wait for it, or delete ${leftover} if it does not.`,
      );
    }
    await rm(leftover, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
