import { arrayTensor } from "../models/numericArray.ts";
import { readSafetensors } from "../models/safetensors/read.ts";
import { writeSafetensors } from "../models/safetensors/write.ts";
import type { MaskHistory } from "../pruning/pruner.ts";
import { readRun } from "./readRun.ts";
import { runPaths } from "./runFolder.ts";
import { RunFolderError, refused } from "./runFolderError.ts";

const eventsKey = "events";

/**
 * Writes `masks.safetensors`: per tensor which event removed each weight, 0 for none, in one byte where that is enough.
 *
 * @param shapes of the tensors by name
 * @throws RunFolderError
 */
export async function writeMasks(
  file: string,
  { events, prunedAt }: MaskHistory,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const tensors = [...prunedAt].map(([name, array]) =>
    arrayTensor(name, shapes.get(name) ?? [array.length], events > 255 ? array : Uint8Array.from(array)),
  );
  try {
    await writeSafetensors(file, tensors, new Map([[eventsKey, String(events)]]));
  } catch (error) {
    throw refused(file, "written", error);
  }
}

/**
 * Reads the masks as they were after `atEvent`: what later events removed is alive again.
 *
 * @param atEvent events that the checkpoint has seen; all of them where left out
 * @throws ModelFileError where the file is missing or damaged
 * @throws RunFolderError where it does not know of `atEvent`
 */
export async function readMasks(file: string, atEvent?: number): Promise<MaskHistory> {
  // Before the first event there is no file.
  if (atEvent === 0) return { events: 0, prunedAt: new Map() };
  const { tensors, metadata } = await readSafetensors(file);
  const recorded = Number(metadata.get(eventsKey));
  if (!Number.isSafeInteger(recorded) || recorded < 0) {
    throw new RunFolderError(`${file} is damaged: it does not say how many prune events it records.`);
  }
  const events = atEvent ?? recorded;
  if (events > recorded) {
    throw new RunFolderError(
      `${file} records ${recorded} prune events and the checkpoint has seen ${events}. It is out of date.`,
    );
  }
  const prunedAt = new Map<string, Uint16Array>();
  for (const [name, { values }] of tensors) {
    if (!(values instanceof Uint8Array || values instanceof Uint16Array)) {
      throw new RunFolderError(`${file} is damaged: the masks of ${name} are no 8 or 16 bit integers.`);
    }
    prunedAt.set(
      name,
      Uint16Array.from(values, (event) => (event > events ? 0 : event)),
    );
  }
  return { events, prunedAt };
}

/**
 * Masks of a run as of its newest event.
 *
 * @throws ModelFileError where they are missing or damaged although something has been pruned
 * @throws RunFolderError where the folder holds no run
 */
export async function masksOfRunFolder(folder: string): Promise<MaskHistory> {
  const { state } = await readRun(folder);
  return readMasks(runPaths(folder).masks, state.prunes.length === 0 ? 0 : undefined);
}
