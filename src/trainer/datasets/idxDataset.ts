import { basename, resolve } from "node:path";
import { arrayDataset } from "./arrayDataset.ts";
import type { ArrayFile, ArraySet } from "./arrayFile.ts";
import { type OpenContext, onlyEnds, type SettingsOf } from "./context.ts";
import type { Dataset } from "./dataset.ts";
import { readIdx } from "./idx.ts";

/** Four IDX files, as MNIST comes. Grey images [n, h, w] become [h, w, 1]. @throws DatasetError that names the file */
export async function openIdx(settings: SettingsOf<"idx">, context: OpenContext): Promise<Dataset> {
  const { inputShape, loss } = onlyEnds(context, settings.type);
  const pathTo = (path: string) => resolve(context.baseFolder, path);
  return arrayDataset({
    name: basename(settings.trainImages),
    train: await readPair(pathTo(settings.trainImages), pathTo(settings.trainLabels)),
    test: await readPair(pathTo(settings.testImages), pathTo(settings.testLabels)),
    normalize: [settings.normalize],
    augment: settings.augment,
    seed: context.seed,
    losses: [loss],
    modelShapes: [inputShape],
  });
}

export async function readPair(images: string, labels: string): Promise<ArraySet> {
  return { inputs: [withChannel(await readIdx(images))], targets: [await readIdx(labels)] };
}

function withChannel(images: ArrayFile): ArrayFile {
  return images.shape.length === 3 ? { ...images, shape: [...images.shape, 1] } : images;
}
