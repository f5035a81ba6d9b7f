import path from "node:path";
import { diagnose } from "../../recipes/diagnostics.ts";
import { lossesFor } from "../../recipes/losses.ts";
import { didYouMean } from "../../recipes/nearest.ts";
import { parseRecipe } from "../../recipes/parseRecipe.ts";
import type { ProblemCode, RecipePath, RecipeProblem } from "../../recipes/problem.ts";
import type { LossName, Recipe } from "../../recipes/recipe.ts";
import { type RuledTensor, resolveRules, type SelectableLayer } from "../../recipes/rules.ts";
import type { RecipeSource } from "../../recipes/source.ts";
import type { DataFacts } from "../pruneModel/find/dataFacts.ts";
import { misfit } from "../pruneModel/find/dataFit.ts";
import type { DataPlace } from "../pruneModel/find/dataPlace.ts";
import { differentCounts } from "./differentCounts.ts";
import { type NetworkFacts, tensorsOf } from "./networkFacts.ts";
import { ModelMissing } from "./networkReader.ts";
import { dataFilesOf, dataPlaceOf, modelOf, type NamedFile } from "./recipeFiles.ts";

/** What only the files that a recipe names can tell. */
export type FileProblemCode = "modelMissing" | "modelUnusable" | "dataMissing" | "dataUnusable" | "labelMissing";

/** A problem of a recipe in its folder. */
export interface EditorProblem extends Omit<RecipeProblem, "code"> {
  readonly code: ProblemCode | FileProblemCode;
}

/** What is asked of the disk. */
export interface Files {
  /** @throws ModelMissing, or an error whose message says why the network cannot be trained */
  readonly network: (path: string) => Promise<NetworkFacts>;
  /** @throws an error whose message says why the data cannot be used */
  readonly data: (place: DataPlace) => Promise<DataFacts>;
  readonly exists: (path: string) => Promise<boolean>;
}

/** All that the editor shows of a recipe is read off this. */
export interface RecipeAnalysis {
  readonly text: string;
  readonly source: RecipeSource;
  /** Undefined where the text has errors. */
  readonly recipe: Recipe | undefined;
  readonly problems: readonly EditorProblem[];
  /** Undefined where the model is not there or cannot be trained. */
  readonly network: NetworkFacts | undefined;
  /** Of the network; undefined where its weights are not known, so that selectors cannot be checked. */
  readonly layers: readonly SelectableLayer[] | undefined;
  /** What the rules ask of which tensors; undefined where one or the other is not known. */
  readonly plan: readonly RuledTensor[] | undefined;
}

/** @param folder that the recipe's relative paths start from */
export async function analyseRecipe(text: string, folder: string, files: Files): Promise<RecipeAnalysis> {
  const { recipe, problems: errors, source } = parseRecipe(text);
  const model = modelOf(source, folder);
  const read = model && (await readModel(model, files));
  const network = read && "network" in read ? read.network : undefined;
  const layers = network && network.weights > 0 ? network.layers : undefined;
  const located = (at: RecipePath, problem: Omit<EditorProblem, "path" | "range">): EditorProblem => ({
    ...problem,
    path: at,
    range: source.rangeOf(at),
  });
  const problems: EditorProblem[] = [
    ...errors,
    ...(read && "problem" in read ? [located(["model"], read.problem)] : []),
    ...(await dataProblems({ recipe, source, network, folder, files, located })),
    ...(recipe ? diagnose(recipe, layers, source) : []),
  ];
  const plan = recipe && layers && network ? resolveRules(recipe.rules, tensorsOf(network)) : undefined;
  return { text, source, recipe, problems, network, layers, plan };
}

type Unplaced = Omit<EditorProblem, "path" | "range">;

async function readModel(
  { name, path: file }: NamedFile,
  { network }: Files,
): Promise<{ readonly network: NetworkFacts } | { readonly problem: Unplaced }> {
  try {
    return { network: await network(file) };
  } catch (error) {
    if (error instanceof ModelMissing) {
      const message = `There is no ${name}. Paths start at the recipe's folder.`;
      return { problem: { severity: "error", code: "modelMissing", message } };
    }
    return { problem: { severity: "error", code: "modelUnusable", message: messageOf(error) } };
  }
}

interface DataCheck {
  readonly recipe: Recipe | undefined;
  readonly source: RecipeSource;
  readonly network: NetworkFacts | undefined;
  readonly folder: string;
  readonly files: Files;
  readonly located: (at: RecipePath, problem: Unplaced) => EditorProblem;
}

async function dataProblems({ recipe, source, network, folder, files, located }: DataCheck): Promise<EditorProblem[]> {
  const missing: EditorProblem[] = [];
  for (const { at, name, path: file } of dataFilesOf(source, folder)) {
    if (await files.exists(file)) continue;
    const message = `There is no ${name}. Paths start at the recipe's folder.`;
    missing.push(located(at, { severity: "error", code: "dataMissing", message }));
  }
  if (missing.length > 0 || !recipe) return missing;
  const counts = network ? differentCounts(recipe, network) : [];
  if (counts.length > 0) {
    return counts.map(({ at, message }) => located(at, { severity: "error", code: "differentCounts", message }));
  }
  try {
    const facts = await files.data(dataPlaceOf(recipe.dataset, folder));
    return misfits(recipe, facts, network).map(({ at, ...problem }) => located(at, problem));
  } catch (error) {
    return [located(["dataset"], { severity: "error", code: "dataUnusable", message: messageOf(error) })];
  }
}

/** Where columns, shapes or classes do not fit, which a run would refuse. */
function misfits(
  { dataset, loss }: Recipe,
  facts: DataFacts,
  network: NetworkFacts | undefined,
): (Unplaced & { readonly at: RecipePath })[] {
  let { inputShapes, targets } = facts;
  if (dataset.type === "csv") {
    const labels = [dataset.label].flat();
    const columns = labels.map((label) => facts.columns.find(({ name }) => name === label));
    const missing = columns.indexOf(undefined);
    if (missing >= 0) {
      const names = facts.columns.map(({ name }) => name);
      const label = labels[missing] ?? "";
      const hint = didYouMean(label, names) || ` Its columns are ${names.join(", ")}.`;
      const message = `${path.basename(dataset.train)} has no column ${JSON.stringify(label)}.${hint}`;
      const at = Array.isArray(dataset.label) ? ["dataset", "label", missing] : ["dataset", "label"];
      return [{ severity: "error", code: "labelMissing", at, message }];
    }
    inputShapes = [[facts.columns.length - new Set(labels).size]];
    targets = columns.map((column) => column?.targets);
  }
  // Whether numbers are classes or values, and how many of them are learnt, is the loss' to say.
  const losses = lossesFor(loss, targets.length);
  const known = targets.map((target, i) => (isOfClasses(losses[i]) && target?.kind === "classes" ? target : undefined));
  const why = network && misfit({ ...facts, inputShapes }, network, known);
  if (why === undefined) return [];
  const message = `The data does not fit the network: ${why}.`;
  return [{ severity: "error", code: "dataUnusable", at: ["dataset"], message }];
}

function isOfClasses(loss: LossName | undefined): boolean {
  return loss === "crossentropy" || loss === "kullbackLeibler";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
