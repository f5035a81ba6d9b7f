import { writeFile } from "node:fs/promises";
import type { EngineReport } from "../protocol/trainerMessages.ts";
import { buildFromWheel } from "./buildFromWheel.ts";
import { type BuildMeans, findBuildMeans } from "./buildMeans.ts";
import type { SetupContext } from "./context.ts";
import type { Tell } from "./events.ts";
import { folderBytes } from "./folderBytes.ts";
import { installPackages } from "./installPackages.ts";
import type { Outside } from "./outside.ts";
import { ownInstall, whyClosed } from "./ownInstall.ts";
import { NativeSetupError } from "./setupError.ts";
import { Stage } from "./stage.ts";
import { hasTfjsNode, libraryIn } from "./tryEngine.ts";

/** A native engine that loads. */
export interface NativeSetup {
  /** Its node_modules hold tfjs-node. */
  readonly folder: string;
  readonly engine: EngineReport;
  /** On the disk. */
  readonly bytes: number;
  /** False where it was there already. */
  readonly isNew: boolean;
}

/**
 * Sets the native engine up in a folder: tfjs-node, and its binding either by tfjs-node's own install or, where that finds
 * none, built against the libtensorflow of a Python wheel. Nothing but a folder whose engine loads is ever seen there.
 *
 * @param tell hears what is being done
 * @param signal calls it off; nothing is left then
 * @throws NativeSetupError with a sentence on what to do
 * @throws the signal's reason where it has been called off
 */
export async function setUpNativeEngine(
  folder: string,
  tell: Tell,
  signal: AbortSignal,
  outside: Outside,
): Promise<NativeSetup> {
  const there = (await hasTfjsNode(folder)) ? await outside.tryEngine(folder) : undefined;
  if (there?.available) return { folder, engine: there, bytes: await folderBytes(folder), isNew: false };
  if (there) tell({ type: "note", message: `${there.reason} It is replaced.` });
  const stage = await Stage.open(folder);
  try {
    const logFile = `${folder}.log`;
    await writeFile(logFile, "");
    const context = { run: outside.runner(logFile, signal), tell, signal, logFile };
    const engine = await fill(stage.folder, context, outside);
    signal.throwIfAborted();
    await stage.takePlace();
    return { folder, engine, bytes: await folderBytes(folder), isNew: true };
  } finally {
    await stage.remove();
  }
}

/** Puts an engine that loads into an empty folder. */
async function fill(folder: string, context: SetupContext, outside: Outside): Promise<EngineReport> {
  const { tell, signal } = context;
  tell({ type: "step", title: "Looking for a binding that tfjs-node's makers have built" });
  const closed = await whyClosed((url) => outside.isReachable(url, signal));
  // What is missing is said before minutes go into what is there.
  let means = closed === undefined ? undefined : await prepareBuild(closed, folder, context, outside);
  await installPackages(folder, context);
  if (!means) {
    const failure = await ownInstall(libraryIn(folder), context);
    const engine = failure === undefined ? await outside.tryEngine(folder) : undefined;
    if (engine?.available) return engine;
    means = await prepareBuild(failure ?? `it does not load (${engine?.reason})`, folder, context, outside);
  }
  await buildFromWheel(folder, means, context);
  tell({ type: "step", title: "Loading it" });
  const engine = await outside.tryEngine(folder);
  if (!engine.available) throw new NativeSetupError("What was built does not load here.", [engine.reason]);
  return engine;
}

async function prepareBuild(
  why: string,
  folder: string,
  { run, tell }: SetupContext,
  outside: Outside,
): Promise<BuildMeans> {
  tell({ type: "note", message: `tfjs-node's own binding cannot be had: ${why}. So it is built here.` });
  return await findBuildMeans(await outside.machine(run), await outside.freeBytes(folder), run);
}
