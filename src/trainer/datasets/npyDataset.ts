import { basename, resolve } from "node:path";
import { arrayDataset } from "./arrayDataset.ts";
import type { ArrayFile } from "./arrayFile.ts";
import { checkEntries, type OpenContext, type SettingsOf } from "./context.ts";
import type { Dataset } from "./dataset.ts";
import { readNpy } from "./npy.ts";

/**
 * Arrays of NumPy, [n, ...], for training and testing: one for each input and each output of the model.
 *
 * @throws DatasetError that names the file, or the setting whose files are too many or too few
 */
export async function openNpy(settings: SettingsOf<"npy">, context: OpenContext): Promise<Dataset> {
  const { inputs, outputs } = context;
  const trainInputs = [settings.trainInputs].flat();
  checkEntries("trainInputs", trainInputs.length, inputs, "input");
  checkEntries("trainTargets", [settings.trainTargets].flat().length, outputs, "output");
  const { normalize } = settings;
  const read = (paths: string | readonly string[]) => readAll([paths].flat(), context.baseFolder);
  return arrayDataset({
    name: trainInputs.map((path) => basename(path)).join(" + "),
    train: { inputs: await read(trainInputs), targets: await read(settings.trainTargets) },
    test: { inputs: await read(settings.testInputs), targets: await read(settings.testTargets) },
    normalize: Array.isArray(normalize) ? normalize : inputs.map(() => normalize),
    augment: settings.augment,
    seed: context.seed,
    losses: context.losses,
    modelShapes: inputs.map(({ shape }) => shape),
  });
}

/** One after the other: they may be large. */
async function readAll(paths: readonly string[], baseFolder: string): Promise<ArrayFile[]> {
  const arrays: ArrayFile[] = [];
  for (const path of paths) arrays.push(await readNpy(resolve(baseFolder, path)));
  return arrays;
}
