import { basename, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { openRun } from "../inspection/openRun.ts";
import { ModelFileError } from "../models/modelFile.ts";
import type { EmbeddedRun } from "../protocol/embeddedRun.ts";
import { damageSentence, type EventLog, readEvents } from "../runs/eventReader.ts";
import type { RunEvent } from "../runs/events.ts";
import { readRun } from "../runs/readRun.ts";
import { runPaths } from "../runs/runFolder.ts";
import { RunFolderError, refused } from "../runs/runFolderError.ts";
import type { RunState } from "../runs/runState.ts";
import { readPageBundle } from "./bundle.ts";
import { defaultBudget, embedTensors } from "./embedTensors.ts";
import { renderPage } from "./markup.ts";
import { pack } from "./pack.ts";

/**
 * Writes one self-contained page about a run: the training panel, with the run in it, for any browser, without a network.
 * The run may go on, have ended, or have died.
 *
 * @param budget see `embedTensors`
 * @throws RunFolderError where the folder holds no run, or the page cannot be written
 */
export async function writeReport(runFolder: string, file: string, budget = defaultBudget): Promise<void> {
  const [run, bundle] = await Promise.all([embedRun(runFolder, budget), readPageBundle()]);
  try {
    await writeFileAtomic(file, renderPage(run, bundle));
  } catch (error) {
    throw refused(file, "written", error);
  }
}

async function embedRun(folder: string, budget: number): Promise<EmbeddedRun> {
  const { state } = await readRun(folder);
  const { events: file } = runPaths(folder);
  const log = await readEvents(file);
  return {
    v: 1,
    writtenAt: new Date().toISOString(),
    title: basename(resolve(folder)),
    isLive: state.status === "running",
    events: await pack(JSON.stringify([...log.events, ...damageWarnings(file, log)])),
    ...(await tensorsOf(folder, state, budget)),
  };
}

/** What no event says: the page hears it as one. */
function damageWarnings(file: string, { events, damagedLines }: EventLog): RunEvent[] {
  const newest = events.at(-1);
  if (damagedLines.length === 0 || !newest) return [];
  const message = damageSentence(file, damagedLines);
  return [{ type: "warning", time: newest.time, pass: newest.pass, message }];
}

async function tensorsOf(
  folder: string,
  { started }: RunState,
  budget: number,
): Promise<Pick<EmbeddedRun, "tensors" | "withoutTensors">> {
  const plan = started?.plan ?? [];
  if (plan.length === 0) return { tensors: [], withoutTensors: null };
  try {
    const subject = await openRun(folder);
    try {
      return { tensors: await embedTensors(plan, subject, budget), withoutTensors: null };
    } finally {
      await subject.close();
    }
  } catch (error) {
    // A run that has saved nothing yet, or whose files are damaged, has a report of its events all the same.
    if (!(error instanceof RunFolderError || error instanceof ModelFileError)) throw error;
    return { tensors: [], withoutTensors: error.message };
  }
}
