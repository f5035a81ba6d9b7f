import path from "node:path";
import { isSelectorPath, locate } from "../../recipes/locate.ts";
import { ruleSelectors, type SelectorChoice, trainableSelectors } from "../../recipes/selectorChoices.ts";
import { count, percent } from "../../runs/figures.ts";
import { pathFrom } from "../pruneModel/draft/recipePlace.ts";
import type { DataFacts } from "../pruneModel/find/dataFacts.ts";
import type { DataPlace } from "../pruneModel/find/dataPlace.ts";
import type { RecipeAnalysis } from "./analysis.ts";
import { weightsIn } from "./networkFacts.ts";
import { counted } from "./wording.ts";

/** A value to put in. */
export interface RecipeCompletion {
  /** Without quotes. */
  readonly value: string;
  readonly kind: SelectorChoice<unknown>["kind"] | "file" | "folder" | "column";
  readonly detail: string;
}

export interface RecipeCompletions {
  /** In the order in which they are to be shown. */
  readonly items: readonly RecipeCompletion[];
  /** What they replace: the value with its quotes, or nothing yet. */
  readonly offset: number;
  readonly length: number;
}

/** What is in the workspace; asked for only where a path can stand. */
export interface Surroundings {
  /** Of the recipe. */
  readonly folder: string;
  readonly models: () => Promise<readonly { readonly path: string; readonly kind: "file" | "run" }[]>;
  readonly data: () => Promise<readonly DataPlace[]>;
  /** @throws where the data cannot be read */
  readonly facts: (place: DataPlace) => Promise<DataFacts>;
}

/** Values for a place of the recipe that only the network or the workspace knows; keys are the schema's. */
export async function completionsAt(
  analysis: RecipeAnalysis,
  offset: number,
  around: Surroundings,
): Promise<RecipeCompletions | undefined> {
  const { path: at, isKey, ...range } = locate(analysis.text, offset);
  if (isKey) return undefined;
  const items = await itemsAt(analysis, at, around);
  return items.length === 0 ? undefined : { items, ...range };
}

async function itemsAt(
  analysis: RecipeAnalysis,
  at: ReturnType<typeof locate>["path"],
  around: Surroundings,
): Promise<RecipeCompletion[]> {
  const [root, key] = at;
  if (isSelectorPath(at)) return root === "rules" ? selectors(analysis) : trainable(analysis);
  if (root === "model" && at.length === 1) {
    return (await around.models()).map(({ path: file, kind }) => ({
      value: pathFrom(around.folder, file),
      kind: kind === "run" ? "folder" : "file",
      detail: kind === "run" ? "newest export of this run" : "model",
    }));
  }
  if (root !== "dataset" || typeof key !== "string") return [];
  return key === "label" ? columns(analysis, around) : dataFiles(analysis, key, around);
}

function selectors({ network, layers }: RecipeAnalysis): RecipeCompletion[] {
  if (!network) return [];
  // Without weights, names are all that is known.
  if (!layers) return trainable({ network });
  return ruleSelectors(layers).map(({ selector, kind, selected }) => ({
    value: selector,
    kind,
    detail: `${count(weightsIn(selected))} weights · ${percent(weightsIn(selected) / network.weights)}`,
  }));
}

function trainable({ network }: Pick<RecipeAnalysis, "network">): RecipeCompletion[] {
  return trainableSelectors(network?.layers ?? []).map(({ selector, kind, selected }) => {
    const weights = weightsIn(selected.flatMap(({ tensors }) => tensors));
    const held = weights === 0 ? "" : ` · ${counted(weights, "weight")}`;
    return { value: selector, kind, detail: `${counted(selected.length, "layer")}${held}` };
  });
}

/** Files of the same kind of data, each in its place. */
async function dataFiles({ source }: RecipeAnalysis, key: string, around: Surroundings): Promise<RecipeCompletion[]> {
  const type = source.valueAt(["dataset", "type"]);
  return (await around.data()).flatMap((place) => {
    const file = place.type === type ? new Map<string, unknown>(Object.entries(place)).get(key) : undefined;
    if (typeof file !== "string" || key === "type") return [];
    const kind = place.type === "images" ? "folder" : "file";
    return [
      {
        value: pathFrom(around.folder, file),
        kind,
        detail: kind === "folder" ? "images, a folder a class" : place.type,
      },
    ];
  });
}

/** Headers of the table that the recipe names. */
async function columns({ source }: RecipeAnalysis, around: Surroundings): Promise<RecipeCompletion[]> {
  const train = source.valueAt(["dataset", "train"]);
  if (typeof train !== "string") return [];
  const facts = await around.facts({ type: "csv", train: path.resolve(around.folder, train) }).catch(() => undefined);
  return (facts?.columns ?? []).map(({ name, examples }) => ({
    value: name,
    kind: "column",
    detail: examples.join(", "),
  }));
}
