import type { DatasetSettings, LossName } from "../../recipes/recipe.ts";

export type SettingsOf<Type extends DatasetSettings["type"]> = Extract<DatasetSettings, { type: Type }>;

/** What a data set needs to know beside its own settings. */
export interface OpenContext {
  /** Folder that relative paths start from: the recipe's. */
  readonly baseFolder: string;
  /** Draws the test set where the data has none of its own, and random changes of training images. */
  readonly seed: number;
  /** Of the model, without the batch; images are resized to it. 0 is a dimension that the model leaves open. */
  readonly inputShape: readonly number[];
  /** Decides what targets are: classes or their probabilities for crossentropy, values for the others. */
  readonly loss: LossName;
}
