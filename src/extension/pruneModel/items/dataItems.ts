import { count, shapeText } from "../../../runs/figures.ts";
import type { NetworkFacts } from "../../recipes/networkFacts.ts";
import { counted } from "../../recipes/wording.ts";
import type { Normalize } from "../draft/recipeDraft.ts";
import type { DataFacts, TableColumn } from "../find/dataFacts.ts";
import { misfit } from "../find/dataFit.ts";
import { type DataPlace, mainPath } from "../find/dataPlace.ts";
import type { ListedData } from "../find/lists.ts";
import { likelyLabel } from "../find/tableFacts.ts";
import { type ChoiceItem, section } from "./items.ts";

export type DataChoice = { readonly facts: DataFacts } | "browse";

/**
 * What fits the network first, what was chosen the last time before all.
 *
 * @param nameOf how a person calls a path: relative to the workspace
 * @param last main path of the data of the last time; null for the sample
 */
export function dataItems(
  data: readonly ListedData[],
  network: NetworkFacts,
  nameOf: (path: string) => string,
  last: string | null | undefined,
): ChoiceItem<DataChoice>[] {
  const wasLast = ({ place }: ListedData) => last !== undefined && (mainPath(place) ?? null) === last;
  const listed = [...data.filter(wasLast), ...data.filter((one) => !wasLast(one))].map((one) => {
    const file = mainPath(one.place);
    const label = file === undefined ? "Fashion-MNIST sample" : nameOf(file);
    const why = one.problem ?? (one.facts && misfit(one.facts, network));
    const refusal = one.problem ?? `${label} does not fit the network: ${why}.`;
    return { ...one, label, why, refusal };
  });
  const fitting = listed.flatMap(({ label, facts, why }) =>
    facts && why === undefined ? [{ label, description: factsText(facts), choice: { facts } }] : [],
  );
  const waiting = listed.flatMap(({ label, facts, why }) =>
    facts || why !== undefined ? [] : [{ label, description: "reading…" }],
  );
  const others = listed.flatMap(({ label, facts, why, refusal }) =>
    why === undefined
      ? []
      : [{ label, ...(facts ? { description: factsText(facts) } : {}), detail: `$(circle-slash) ${why}`, refusal }],
  );
  const nothing = fitting.length + waiting.length === 0 && others.length > 0 ? [nothingFits] : [];
  return [
    ...section<DataChoice>("Fits the network", [...fitting, ...waiting, ...nothing]),
    ...section<DataChoice>("Elsewhere", [{ label: "$(folder-opened) Browse…", alwaysShow: true, choice: "browse" }]),
    ...section<DataChoice>("Does not fit the network", others),
  ];
}

const nothingFits: ChoiceItem<DataChoice> = {
  label: "Nothing here fits",
  description: "choose a folder from elsewhere",
};

/** `images · 17 classes · 1,088 to train on, 272 to test`. */
export function factsText(facts: DataFacts): string {
  const { place, inputShapes, targets, train, test } = facts;
  const classes = targets.flatMap((target) =>
    target?.kind === "classes" ? [counted(target.count, "class", "classes")] : [],
  );
  const shape = inputShapes && place.type !== "csv" ? inputShapes.map(shapeText) : [];
  const counts =
    test === undefined
      ? [counted(train ?? 0, "example")]
      : [`${count(train ?? 0)} to train on, ${count(test)} to test`];
  const columns = place.type === "csv" ? [counted(facts.columns.length, "column")] : [];
  return [kinds[place.type], ...shape, ...columns, ...classes, ...(train === undefined ? [] : counts)].join(" · ");
}

const kinds: Readonly<Record<DataPlace["type"], string>> = {
  sample: "built in",
  images: "images",
  idx: "IDX",
  csv: "table",
  npy: "NumPy",
};

/** Columns that may hold the labels, the likely one first; those that the network cannot learn from are marked. */
export function labelItems(facts: DataFacts, network: NetworkFacts): ChoiceItem<TableColumn>[] {
  const likely = likelyLabel(facts.columns);
  const sorted = [...facts.columns].sort((a, b) => Number(b.name === likely) - Number(a.name === likely));
  return sorted.map((column) => {
    const why = column.targets && misfit(facts, network, [column.targets]);
    const description = `${column.examples.join(", ")}${column.examples.length > 3 ? ", …" : ""}`;
    return why === undefined
      ? { label: column.name, description, choice: column }
      : { label: column.name, description, detail: `$(circle-slash) ${why}`, refusal: `It cannot be learnt: ${why}.` };
  });
}

/** The mean and deviation of ImageNet's training images, per channel, as published with most networks trained on it. */
const imageNet: Normalize = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** How inputs can be normalised; what suits the network by its layers and its name comes first. */
export function normalizeItems(network: NetworkFacts, { areBytes, place }: DataFacts): ChoiceItem<Normalize>[] {
  if (place.type === "csv") {
    return [
      { label: "As they are", description: "none", choice: "none" },
      {
        label: "Standardise each column",
        description: "mean 0, deviation 1 of the rows to train on",
        choice: "standardize",
      },
    ];
  }
  // The sample is always read as 0 to 1.
  if (place.type === "sample" || !areBytes) return [];
  const zeroOne: ChoiceItem<Normalize> = { label: "0 to 1", description: "divides by 255", choice: "zero-one" };
  const minusOne: ChoiceItem<Normalize> = {
    label: "−1 to 1",
    description: "as MobileNet, Inception and Xception were trained",
    choice: "minus-one-one",
  };
  const none: ChoiceItem<Normalize> = {
    label: "0 to 255",
    description: "as they are: for networks that rescale their input themselves",
    choice: "none",
  };
  const perChannel: ChoiceItem<Normalize>[] = network.inputs.every(({ shape }) => shape?.at(-1) === 3)
    ? [{ label: "ImageNet's mean and deviation", description: "0 to 1 first, then per channel", choice: imageNet }]
    : [];
  const rescales = network.layers.some(({ className }) => className === "Rescaling" || className === "Normalization");
  const wantsSigns = /mobilenet|inception|xception|nasnet/i.test(network.path);
  if (rescales) return [none, zeroOne, minusOne, ...perChannel];
  return wantsSigns ? [minusOne, zeroOne, ...perChannel, none] : [zeroOne, minusOne, ...perChannel, none];
}
