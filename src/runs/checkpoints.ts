import { rm } from "node:fs/promises";
import path from "node:path";
import { ModelFileError } from "../models/modelFile.ts";
import {
  type Checkpoint,
  readCheckpoint,
  type SavedNetwork,
  type TrainingState,
  writeCheckpoint,
} from "./checkpoint.ts";
import { namesIn, runPaths } from "./runFolder.ts";
import { RunFolderError, refused } from "./runFolderError.ts";

interface CheckpointFile {
  /** Passes done. */
  readonly pass: number;
  readonly path: string;
}

/**
 * Writes `checkpoints/pass-0012.safetensors` (12: passes done) into a run folder, then removes all but the `keep`
 * newest, and what an abandoned future has left.
 *
 * @throws RunFolderError
 */
export async function saveCheckpoint(
  folder: string,
  network: SavedNetwork,
  state: TrainingState,
  keep: number,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const { pass } = state.position;
  const file = path.join(runPaths(folder).checkpoints, `pass-${String(pass).padStart(4, "0")}.safetensors`);
  const bytes = await writeCheckpoint(file, network, state);
  const newestFirst = await checkpointFiles(folder);
  const later = newestFirst.filter((other) => other.pass > pass);
  const earlier = newestFirst.filter((other) => other.pass <= pass).slice(keep);
  for (const old of [...later, ...earlier]) {
    await rm(old.path, { force: true }).catch((error) => {
      throw refused(old.path, "removed", error);
    });
  }
  return { path: file, bytes };
}

/** Checkpoints of a run, newest first. */
export async function checkpointFiles(folder: string): Promise<CheckpointFile[]> {
  const { checkpoints } = runPaths(folder);
  return (await namesIn(checkpoints))
    .flatMap((name) => {
      const pass = /^pass-(\d+)\.safetensors$/.exec(name)?.[1];
      return pass === undefined ? [] : [{ pass: Number(pass), path: path.join(checkpoints, name) }];
    })
    .sort((a, b) => b.pass - a.pass);
}

export interface LoadedCheckpoint {
  readonly path: string;
  readonly checkpoint: Checkpoint;
  /** A sentence for each newer one that was damaged. */
  readonly warnings: readonly string[];
}

/**
 * The newest checkpoint that can be read.
 *
 * @throws RunFolderError where there is none
 */
export async function loadNewestCheckpoint(folder: string): Promise<LoadedCheckpoint> {
  const warnings: string[] = [];
  for (const file of await checkpointFiles(folder)) {
    try {
      return { path: file.path, checkpoint: await readCheckpoint(file.path), warnings };
    } catch (error) {
      if (!(error instanceof ModelFileError || error instanceof RunFolderError)) throw error;
      warnings.push(`${error.message} The checkpoint before it is used.`);
    }
  }
  const why = warnings.length === 0 ? "it has no checkpoint yet" : "all its checkpoints are damaged";
  throw new RunFolderError(`The run ${folder} cannot be resumed: ${why}. Start it anew.`);
}
