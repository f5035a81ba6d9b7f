import type { DatasetSettings, LossName } from "../../recipes/recipe.ts";
import type { Port } from "../engines/engine.ts";
import { entriesText, portsText } from "../engines/portsText.ts";
import { DatasetError } from "./dataset.ts";

export type SettingsOf<Type extends DatasetSettings["type"]> = Extract<DatasetSettings, { type: Type }>;

/** What a data set needs to know beside its own settings. */
export interface OpenContext {
  /** Folder that relative paths start from: the recipe's. */
  readonly baseFolder: string;
  /** Draws the test set where the data has none of its own, and random changes of training images. */
  readonly seed: number;
  /** Of the model; images are resized to the shape of the input. */
  readonly inputs: readonly Port[];
  /** Of the model. */
  readonly outputs: readonly Port[];
  /** Of each output. Decides what its targets are: classes or their probabilities for crossentropy, values for the others. */
  readonly losses: readonly LossName[];
}

/**
 * The ends of a model for data that has one input and one label an example.
 *
 * @throws DatasetError where the model has several
 */
export function onlyEnds(
  { inputs, outputs, losses }: OpenContext,
  type: DatasetSettings["type"],
): { readonly inputShape: readonly number[]; readonly loss: LossName } {
  if (inputs.length > 1 || outputs.length > 1) {
    throw new DatasetError(
      `Data of the type "${type}" has one input and one label an example, but the network has ${portsText(inputs, "input")} and ${portsText(outputs, "output")}. Give it as arrays (type "npy"), with a list of files: one for each input, and one for each output.`,
    );
  }
  return { inputShape: inputs[0].shape, loss: losses[0] };
}

/** @throws DatasetError where a setting has more or fewer entries than the model has inputs or outputs */
export function checkEntries(key: string, count: number, ports: readonly Port[], noun: "input" | "output"): void {
  if (count === ports.length) return;
  throw new DatasetError(
    `dataset.${key} has ${entriesText(count)}, but the network has ${portsText(ports, noun)}. Give one for each, in this order.`,
  );
}
