import type { DatasetSettings, LossName } from "../../recipes/recipe.ts";
import { openCsv } from "./csvDataset.ts";
import type { Dataset } from "./dataset.ts";
import { openIdx } from "./idxDataset.ts";
import { openImages } from "./imageDataset.ts";
import { openNpy } from "./npyDataset.ts";
import { openSample } from "./sample.ts";

export type SettingsOf<Type extends DatasetSettings["type"]> = Extract<DatasetSettings, { type: Type }>;

/** What a data set needs to know beside its own settings. */
export interface OpenContext {
  /** Folder that relative paths start from: the recipe's. */
  readonly baseFolder: string;
  /** Draws the test set where the data has none of its own. */
  readonly seed: number;
  /** Of the model, without the batch; images are resized to it. 0 is a dimension that the model leaves open. */
  readonly inputShape: readonly number[];
  /** Decides what targets are: classes for crossentropy, values for the others. */
  readonly loss: LossName;
}

/** Opens the data that a recipe names. @throws DatasetError, in a sentence that names the file */
export async function openDataset(settings: DatasetSettings, context: OpenContext): Promise<Dataset> {
  const dataset = await openByType(settings, context);
  if (dataset.test.size > 0) return dataset;
  const warning = `${dataset.name} has no examples to test with: loss and accuracy on unseen data will be missing.`;
  return { ...dataset, warnings: [...dataset.warnings, warning] };
}

function openByType(settings: DatasetSettings, context: OpenContext): Promise<Dataset> {
  switch (settings.type) {
    case "sample":
      return openSample(context);
    case "idx":
      return openIdx(settings, context);
    case "images":
      return openImages(settings, context);
    case "csv":
      return openCsv(settings, context);
    case "npy":
      return openNpy(settings, context);
  }
}
