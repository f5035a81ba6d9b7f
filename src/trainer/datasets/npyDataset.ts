import { basename, resolve } from "node:path";
import { arrayDataset } from "./arrayDataset.ts";
import type { OpenContext, SettingsOf } from "./context.ts";
import type { Dataset } from "./dataset.ts";
import { readNpy } from "./npy.ts";

/** Four arrays of NumPy: inputs [n, ...] and targets for training and testing. @throws DatasetError that names the file */
export async function openNpy(settings: SettingsOf<"npy">, context: OpenContext): Promise<Dataset> {
  const read = (path: string) => readNpy(resolve(context.baseFolder, path));
  return arrayDataset({
    name: basename(settings.trainInputs),
    train: { inputs: await read(settings.trainInputs), targets: await read(settings.trainTargets) },
    test: { inputs: await read(settings.testInputs), targets: await read(settings.testTargets) },
    normalize: settings.normalize,
    augment: settings.augment,
    seed: context.seed,
    loss: context.loss,
    modelShape: context.inputShape,
  });
}
