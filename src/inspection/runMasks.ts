import { access } from "node:fs/promises";
import { ModelFileError } from "../models/modelFile.ts";
import { sizeOf } from "../pruning/tensor.ts";
import { runPaths } from "../runs/runFolder.ts";
import type { RunState } from "../runs/runState.ts";
import { MaskFile, type MaskReader, untouchedMasks } from "./maskReader.ts";

/**
 * The masks of a run. They are written after the event that made them is recorded, and may know of events that a
 * resumed run has taken back: what both know has happened.
 *
 * @param happened prune events that count
 */
export async function masksOfRun(
  folder: string,
  { started, prunes, status }: RunState,
  happened: number,
): Promise<{ readonly masks: MaskReader | undefined; readonly warnings: readonly string[] }> {
  const plan = started?.plan ?? [];
  if (plan.length === 0) return { masks: undefined, warnings: [] };
  const { masks: path } = runPaths(folder);
  const events = Math.min(prunes.length, happened);
  const isBeforeFirst = events === 0 || (status === "running" && !(await exists(path)));
  if (isBeforeFirst) {
    return { masks: untouchedMasks(new Map(plan.map(({ tensor, shape }) => [tensor, sizeOf(shape)]))), warnings: [] };
  }
  try {
    return { masks: await MaskFile.open(path, events), warnings: [] };
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    return { masks: undefined, warnings: [`${error.message} What is shown as pruned is what is zero.`] };
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
