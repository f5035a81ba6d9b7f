import { hasAccuracy, type LossName } from "./losses.ts";
import type { ProblemCode, RecipePath } from "./problem.ts";
import type { DatasetSettings, Recipe } from "./recipe.ts";

/** Settings that are well each by itself and do not go together. */
export interface Conflict {
  readonly code: ProblemCode & ("conflictingKeys" | "differentCounts");
  /** Of the one to change. */
  readonly path: RecipePath;
  /** A sentence. */
  readonly message: string;
}

export function conflictsIn(recipe: Recipe): Conflict[] {
  return [...lossConflicts(recipe), ...countConflicts(recipe)];
}

function lossConflicts({ loss, dataset, earlyStop }: Recipe): Conflict[] {
  const losses = [loss].flat();
  const conflicts: Conflict[] = [];
  if (losses.includes("kullbackLeibler") && !["npy", "idx"].includes(dataset.type)) {
    const message = `kullbackLeibler learns the probability of each class, which data of the type "${dataset.type}" does not hold. Choose crossentropy.`;
    conflicts.push({ code: "conflictingKeys", path: ["loss"], message });
  }
  if (earlyStop && !losses.some(hasAccuracy)) {
    const have = losses.length === 1 ? `the loss ${losses[0]} does` : "these losses do";
    const message = `earlyStop watches test accuracy, which ${have} not have. Remove it.`;
    conflicts.push({ code: "conflictingKeys", path: ["earlyStop"], message });
  }
  return conflicts;
}

/** Lists with one entry for each input or output of the network must be of one length. */
function countConflicts({ loss, lossWeights, dataset }: Recipe): Conflict[] {
  const losses = countOf(loss);
  const targets = targetsOf(dataset);
  return [
    ...differing("output", ["lossWeights"], lossWeights?.length, "loss", losses),
    ...differing("output", ["loss"], losses, targets.what, targets.count),
    ...(dataset.type === "npy" ? arrayConflicts(dataset) : []),
  ];
}

/** A single loss is that of all outputs. */
function countOf(list: LossName | readonly LossName[]): number | undefined {
  return typeof list === "string" ? undefined : list.length;
}

/** What holds the targets, and for how many outputs. */
function targetsOf(dataset: DatasetSettings): { readonly what: string; readonly count: number } {
  switch (dataset.type) {
    case "npy":
      return { what: "dataset.trainTargets", count: [dataset.trainTargets].flat().length };
    case "csv":
      return { what: "dataset.label", count: [dataset.label].flat().length };
    default:
      return { what: `data of the type "${dataset.type}"`, count: 1 };
  }
}

function arrayConflicts(dataset: DatasetSettings & { readonly type: "npy" }): Conflict[] {
  const { normalize, augment } = dataset;
  const count = (key: "trainInputs" | "trainTargets" | "testInputs" | "testTargets") => [dataset[key]].flat().length;
  const inputs = count("trainInputs");
  const ways = Array.isArray(normalize) ? normalize.length : undefined;
  const conflicts = [
    ...differing("input", ["dataset", "testInputs"], count("testInputs"), "dataset.trainInputs", inputs),
    ...differing("input", ["dataset", "normalize"], ways, "dataset.trainInputs", inputs),
    ...differing(
      "output",
      ["dataset", "testTargets"],
      count("testTargets"),
      "dataset.trainTargets",
      count("trainTargets"),
    ),
  ];
  if (augment && inputs > 1) {
    const message = "augment changes images of a network's only input, but dataset.trainInputs has several. Remove it.";
    conflicts.push({ code: "conflictingKeys", path: ["dataset", "augment"], message });
  }
  return conflicts;
}

function differing(
  noun: "input" | "output",
  path: RecipePath,
  count: number | undefined,
  other: string,
  wanted: number | undefined,
): Conflict[] {
  if (count === undefined || wanted === undefined || count === wanted) return [];
  const entries = `${count} ${count === 1 ? "entry" : "entries"}`;
  const message = `${path.join(".")} has ${entries}, but ${other} has ${wanted}. Both need one for each ${noun} of the network, in its order.`;
  return [{ code: "differentCounts", path, message }];
}
