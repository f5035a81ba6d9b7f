import { damageSentence, readEvents } from "./eventReader.ts";
import { reduceEvents } from "./reduce.ts";
import { isRunFolder, noRun, runPaths } from "./runFolder.ts";
import { isLocked } from "./runLock.ts";
import type { RunState } from "./runState.ts";

/**
 * A run as its folder tells it, whether it has ended, goes on, or died.
 *
 * @throws RunFolderError where the folder holds no run, or another version wrote it
 */
export async function readRun(folder: string): Promise<{ readonly state: RunState }> {
  if (!(await isRunFolder(folder))) throw noRun(folder);
  const paths = runPaths(folder);
  const { events, damagedLines } = await readEvents(paths.events);
  let state = reduceEvents(events);
  if (damagedLines.length > 0) {
    const message = damageSentence(paths.events, damagedLines);
    state = { ...state, warnings: state.warnings.append({ pass: state.passes.length, begun: false, message }) };
  }
  if (state.status === "running" && !(await isLocked(paths.lock))) state = { ...state, status: "interrupted" };
  return { state };
}
