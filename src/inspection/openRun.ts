import { basename, join, parse, resolve } from "node:path";
import { ModelFileError } from "../models/modelFile.ts";
import { openModel } from "../models/open.ts";
import type { WeightTensor } from "../pruning/tensor.ts";
import { checkpointFiles } from "../runs/checkpoints.ts";
import { readRun } from "../runs/readRun.ts";
import { newestExport, runPaths } from "../runs/runFolder.ts";
import { RunFolderError } from "../runs/runFolderError.ts";
import type { RunState } from "../runs/runState.ts";
import { openCheckpointTensors } from "./checkpointTensors.ts";
import type { PlaceInRun } from "./inRun.ts";
import { openModelTensors } from "./modelTensors.ts";
import { masksOfRun } from "./runMasks.ts";
import { Subject } from "./subject.ts";
import type { TensorFile } from "./tensorFile.ts";

/**
 * Opens a run: masks as of its newest event, weights as of its newest checkpoint or, where it has ended, of what it
 * exported. A run that goes on has masks that are newer than its weights.
 *
 * @throws RunFolderError where the folder holds no run, or it has saved no weights yet
 */
export async function openRun(folder: string): Promise<Subject> {
  const { state } = await readRun(folder);
  const { weights, warnings } = await newestWeights(folder, state);
  return subjectOf(folder, state, weights, warnings);
}

/**
 * Opens a file that a run wrote, with the masks that hold for it: those of a checkpoint end with the events that it has
 * seen.
 */
export async function openFileOfRun(path: string, place: PlaceInRun): Promise<Subject> {
  if (place.kind === "masks") return openRun(place.folder);
  const { folder } = place;
  const { state } = await readRun(folder);
  if (place.kind === "export") return subjectOf(folder, state, await openModelTensors(path), []);
  const weights = await openCheckpointTensors(path, await networkTensors(folder, state));
  return subjectOf(folder, state, weights, [], weights.events);
}

async function subjectOf(
  folder: string,
  state: RunState,
  weights: TensorFile,
  warnings: readonly string[],
  happened = Number.POSITIVE_INFINITY,
): Promise<Subject> {
  const found = await masksOfRun(folder, state, happened);
  const events = found.masks?.events ?? 0;
  return new Subject({
    title: `${basename(resolve(folder))} · ${shortName(weights.path)}`,
    weights,
    masks: found.masks,
    run: {
      name: basename(resolve(folder)),
      eventPasses: state.prunes
        .toArray()
        .slice(0, events)
        .map(({ pass }) => pass),
      plan: state.started?.plan ?? [],
    },
    warnings: [...warnings, ...found.warnings],
  });
}

/** `pass-0018` of a checkpoint, `pruned` of an export. */
function shortName(path: string): string {
  const { dir, name, ext } = parse(path);
  return ext === ".json" ? basename(dir) : name;
}

async function newestWeights(
  folder: string,
  state: RunState,
): Promise<{ readonly weights: TensorFile; readonly warnings: readonly string[] }> {
  const exported = state.status === "completed" ? await exportOf(folder) : undefined;
  if (exported) return { weights: await openModelTensors(exported), warnings: [] };
  const known = await networkTensors(folder, state);
  const warnings: string[] = [];
  for (const { path } of await checkpointFiles(folder)) {
    try {
      return { weights: await openCheckpointTensors(path, known), warnings };
    } catch (error) {
      if (!(error instanceof ModelFileError)) throw error;
      warnings.push(`${error.message} The checkpoint before it is shown.`);
    }
  }
  const why = warnings.length > 0 ? "all its checkpoints are damaged" : "it has saved no weights yet";
  throw new RunFolderError(`The run ${folder} has nothing to show: ${why}.`);
}

/** Undefined where somebody has removed it. */
async function exportOf(folder: string): Promise<string | undefined> {
  try {
    return await newestExport(folder);
  } catch (error) {
    if (error instanceof RunFolderError) return undefined;
    throw error;
  }
}

/** The run's network as it came, in its order; without it, what the plan says of the pruned tensors. */
async function networkTensors(folder: string, { started }: RunState): Promise<readonly WeightTensor[]> {
  try {
    const model = await openModel(join(runPaths(folder).export, "dense"));
    await model.close();
    return model.layers.flatMap(({ tensors }) => tensors);
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    return (started?.plan ?? []).map(({ tensor, ...rest }) => ({ name: tensor, ...rest }));
  }
}
