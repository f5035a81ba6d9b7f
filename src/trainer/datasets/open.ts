import type { DatasetSettings } from "../../recipes/recipe.ts";
import type { OpenContext } from "./context.ts";
import { openCsv } from "./csvDataset.ts";
import type { Dataset } from "./dataset.ts";
import { openIdx } from "./idxDataset.ts";
import { openImages } from "./imageDataset.ts";
import { openNpy } from "./npyDataset.ts";
import { openSample } from "./sample.ts";

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
      return openSample(settings, context);
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
