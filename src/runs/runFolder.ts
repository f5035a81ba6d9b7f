import { access, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { type ResolvedRecipe, resolvedRecipeSchema } from "./resolvedRecipe.ts";
import { errorCode, RunFolderError, refused } from "./runFolderError.ts";
import { type Reach, RunLock } from "./runLock.ts";

/** Where things are in a run folder. */
export interface RunPaths {
  readonly recipe: string;
  readonly events: string;
  readonly masks: string;
  readonly checkpoints: string;
  /** One folder a variant: `export/pruned/model.json`. */
  readonly export: string;
  readonly lock: string;
}

export function runPaths(folder: string): RunPaths {
  return {
    recipe: path.join(folder, "recipe.json"),
    events: path.join(folder, "events.ndjson"),
    masks: path.join(folder, "masks.safetensors"),
    checkpoints: path.join(folder, "checkpoints"),
    export: path.join(folder, "export"),
    lock: path.join(folder, "run.lock"),
  };
}

/** A run folder that this process alone may write, until it is closed. */
export class RunFolder {
  readonly path: string;
  readonly paths: RunPaths;
  readonly recipe: ResolvedRecipe;
  readonly #lock: RunLock;

  private constructor(folder: string, recipe: ResolvedRecipe, lock: RunLock) {
    this.path = folder;
    this.paths = runPaths(folder);
    this.recipe = recipe;
    this.#lock = lock;
  }

  /**
   * Starts a run in a folder that is new, or holds no run yet.
   *
   * @param reach how others can learn about this process while it writes the run
   * @throws RunFolderError
   */
  static async create(folder: string, recipe: ResolvedRecipe, reach?: Reach): Promise<RunFolder> {
    const paths = runPaths(folder);
    await makeFolder(folder);
    const lock = await RunLock.acquire(paths.lock, reach);
    try {
      if ((await exists(paths.recipe)) || (await exists(paths.events))) {
        throw new RunFolderError(`${folder} holds a run already. Resume it, or give another folder.`);
      }
      await mkdir(paths.checkpoints, { recursive: true });
      await mkdir(paths.export, { recursive: true });
      await writeFileAtomic(paths.recipe, `${JSON.stringify(recipe, null, 2)}\n`);
      await writeFile(paths.events, "", { flag: "a" });
      return new RunFolder(folder, recipe, lock);
    } catch (error) {
      await lock.release();
      throw refused(folder, "written", error);
    }
  }

  /**
   * Takes up a run again.
   *
   * @throws RunFolderError where the folder holds no run, or another process writes it
   */
  static async reopen(folder: string, reach?: Reach): Promise<RunFolder> {
    const recipe = await readResolvedRecipe(folder);
    const lock = await RunLock.acquire(runPaths(folder).lock, reach);
    try {
      await removeHalfWritten(folder);
      return new RunFolder(folder, recipe, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Lets others write the run. */
  close(): Promise<void> {
    return this.#lock.release();
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    // Node says ENOENT of a read-only disk when it makes the parents too; made alone, the folder gives the reason.
    const reason = errorCode(error) === "ENOENT" ? await mkdir(folder).catch((alone: unknown) => alone) : error;
    throw refused(folder, "written", reason ?? error);
  }
}

/** @throws RunFolderError where the folder holds no run, or its recipe cannot be read */
export async function readResolvedRecipe(folder: string): Promise<ResolvedRecipe> {
  const file = runPaths(folder).recipe;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") throw noRun(folder);
    throw refused(file, "read", error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RunFolderError(`${file} is damaged: it is not JSON.`);
  }
  const parsed = resolvedRecipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join(".");
  throw new RunFolderError(
    `${file} is not the recipe of a run of this version (${place || "its form"}). A newer version may have written it.`,
  );
}

/** A crash leaves the file that it interrupted under its temporary name, a checkpoint's size each. Only the lock's holder may call this. */
async function removeHalfWritten(folder: string): Promise<void> {
  for (const parent of [folder, runPaths(folder).checkpoints]) {
    for (const name of await namesIn(parent)) {
      if (!name.endsWith(".tmp")) continue;
      const file = path.join(parent, name);
      await rm(file, { force: true }).catch((error) => {
        throw refused(file, "removed", error);
      });
    }
  }
}

/** Whether a folder holds a run. */
export function isRunFolder(folder: string): Promise<boolean> {
  return exists(runPaths(folder).events);
}

export function noRun(folder: string): RunFolderError {
  return new RunFolderError(`${folder} holds no run. Give the folder that \`sparsity prune\` wrote.`);
}

/**
 * The model.json that a run exported last. The export of the network as it came does not count.
 *
 * @throws RunFolderError where there is none
 */
export async function newestExport(folder: string): Promise<string> {
  const { export: exports } = runPaths(folder);
  let newest: { readonly file: string; readonly time: number } | undefined;
  for (const variant of await namesIn(exports)) {
    if (variant === "dense") continue;
    const file = path.join(exports, variant, "model.json");
    const time = (await stat(file).catch(() => undefined))?.mtimeMs;
    if (time !== undefined && time > (newest?.time ?? Number.NEGATIVE_INFINITY)) newest = { file, time };
  }
  if (newest) return newest.file;
  if (!(await isRunFolder(folder))) throw noRun(folder);
  throw new RunFolderError(`The run ${folder} has not exported a model yet; it does when it ends.`);
}

/** Names in a folder; none where it does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw refused(folder, "read", error);
  }
}

/** A folder for a new run of a recipe: `<parent>/<recipe's name>-<yyyymmdd-hhmmss>`, in local time. */
export async function newRunFolder(parent: string, recipeFile: string, now: Date): Promise<string> {
  const name = `${path.basename(recipeFile).replace(/(\.prune)?\.jsonc?$/, "")}-${timestamp(now)}`;
  let folder = path.join(parent, name);
  for (let count = 2; await exists(folder); count++) folder = path.join(parent, `${name}-${count}`);
  return folder;
}

function timestamp(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
