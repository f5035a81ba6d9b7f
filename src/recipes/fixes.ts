import { type EditResult, modify } from "jsonc-parser";
import { lastPrunePass, type SparsityTarget } from "../pruning/schedule.ts";
import { quote, sayPercent } from "./finding.ts";
import { type JsonSchema, knownKeys, schemasAt } from "./jsonSchema.ts";
import { nearest } from "./nearest.ts";
import type { RecipePath, RecipeProblem } from "./problem.ts";
import type { Recipe } from "./recipe.ts";
import { passesWithRecovery } from "./recovery.ts";
import type { SelectableLayer } from "./rules.ts";
import { globsOf } from "./selectorChoices.ts";
import { knownNames } from "./selectorFindings.ts";
import type { RecipeSource } from "./source.ts";

/** A change of a recipe's text that does away with a problem. */
export interface RecipeFix {
  readonly title: string;
  readonly edits: EditResult;
}

/** What fixes are made from. */
export interface FixContext {
  readonly text: string;
  readonly source: RecipeSource;
  /** Undefined where the recipe has errors. */
  readonly recipe: Recipe | undefined;
  /** Of the network; undefined where it is not known. */
  readonly layers: readonly SelectableLayer[] | undefined;
}

/** Ways out of a problem that `parseRecipe` or `diagnose` found in this text, the best one first; none where a person has to think. */
export function fixesFor(problem: RecipeProblem, context: FixContext): RecipeFix[] {
  const { path } = problem;
  if (problem.code === "duplicateKey" || problem.code === "conflictingKeys") return removeProperty(problem, context);
  if (!path) return [];
  switch (problem.code) {
    case "unknownKey":
      return renameKey(problem, path, context);
    case "missingKey":
      return insertKey(path, context);
    case "unknownValue":
      return nearValues(path, context);
    case "outOfRange":
      return percentAsShare(path, context);
    case "selectorMatchesNothing":
      return nearSelectors(path, context);
    case "groupNamesLayer": {
      const kernel = `${context.source.valueAt(path)}/kernel`;
      return [set(path, kernel, `Select the layer alone: ${quote(kernel)}`, context)];
    }
    case "ruleOverridden":
      return [{ title: "Remove this rule", edits: edit(path.slice(0, 2), undefined, context) }];
    case "boundNotReached":
    case "oneEventOnly":
      return reachBound(path, context);
    case "scheduleCutOff":
    case "noRecovery":
      return morePasses(context);
    default:
      return [];
  }
}

function edit(path: RecipePath, value: unknown, { text }: FixContext, first = false): EditResult {
  return modify(text, [...path], value, {
    formattingOptions: { insertSpaces: true, tabSize: 2, eol: text.includes("\r\n") ? "\r\n" : "\n" },
    ...(first ? { getInsertionIndex: () => 0 } : {}),
  });
}

function set(path: RecipePath, value: unknown, title: string, context: FixContext): RecipeFix {
  return { title, edits: edit(path, value, context) };
}

/** With the space before and the comma behind; a comma that is left before the end is allowed. */
function removeProperty({ range }: RecipeProblem, { text, source }: FixContext): RecipeFix[] {
  const property = range && source.propertyAt(range.offset);
  if (!property) return [];
  const offset = text.slice(0, property.offset).trimEnd().length;
  const end = property.offset + property.length;
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  return [{ title: "Remove this one", edits: [{ offset, length: end + comma - offset, content: "" }] }];
}

function renameKey({ range }: RecipeProblem, path: RecipePath, context: FixContext): RecipeFix[] {
  const [parent, key] = [path.slice(0, -1), String(path.at(-1))];
  const { source } = context;
  const free = knownKeys(source.value, parent).filter((known) => !source.has([...parent, known]));
  const renamed = nearest(key, free, 3).map((name) => ({
    title: `Change to ${quote(name)}`,
    edits: range ? [{ offset: range.offset, length: range.length, content: quote(name) }] : [],
  }));
  return [...renamed, { title: `Remove ${quote(key)}`, edits: edit(path, undefined, context) }];
}

/** What to begin with where the schema has no default: the plainest that is valid. */
const beginnings: Readonly<Record<string, unknown>> = {
  model: "model.json",
  dataset: { type: "sample", name: "fashion-mnist" },
  passes: 100,
  select: "dense",
  sparsityUpperBound: 0.75,
  learningRate: 0.01,
  patience: 5,
};

/** Keys that say what the others mean stand first. */
const leading: ReadonlySet<string> = new Set(["model", "type", "select"]);

function insertKey(path: RecipePath, context: FixContext): RecipeFix[] {
  const key = String(path.at(-1));
  const [schema] = schemasAt(context.source.value, path);
  const value = beginnings[key] ?? (schema && beginningOf(schema));
  if (value === undefined) return [];
  return [{ title: `Insert ${quote(key)}`, edits: edit(path, value, context, leading.has(key)) }];
}

function beginningOf(schema: JsonSchema): unknown {
  const [choice] = valuesOf(schema);
  if (choice !== undefined) return choice;
  if (schema.type === "string") return "";
  if (schema.type === "array") return [];
  return schema.minimum ?? schema.default;
}

/** The values that a schema names one by one. */
function valuesOf(schema: JsonSchema): readonly unknown[] {
  return schema.const === undefined ? (schema.enum ?? []) : [schema.const];
}

function nearValues(path: RecipePath, context: FixContext): RecipeFix[] {
  const known = schemasAt(context.source.value, path).flatMap(valuesOf).map(String);
  const near = nearest(String(context.source.valueAt(path)), known, 3);
  return near.map((value) => set(path, value, `Change to ${quote(value)}`, context));
}

/** 75 where a share is meant. */
function percentAsShare(path: RecipePath, context: FixContext): RecipeFix[] {
  const value = context.source.valueAt(path);
  const isShare = schemasAt(context.source.value, path).some((schema) => schema.exclusiveMaximum === 1);
  if (!isShare || typeof value !== "number" || value <= 1 || value >= 100) return [];
  return [set(path, value / 100, `Change to ${value / 100} (${sayPercent(value / 100)})`, context)];
}

function nearSelectors(path: RecipePath, context: FixContext): RecipeFix[] {
  const selector = context.source.valueAt(path);
  if (typeof selector !== "string" || !context.layers) return [];
  const nested = context.layers.some(({ name }) => name.startsWith(`${selector}/`)) ? [`${selector}/**`] : [];
  const known = [...globsOf(context.layers.map(({ name }) => name)), ...knownNames(context.layers)];
  const near = [...nested, ...nearest(selector, known, 3)].filter((name) => name !== selector);
  return near.map((name) => set(path, name, `Change to ${quote(name)}`, context));
}

function ruleAt([, index]: RecipePath, { recipe }: FixContext): SparsityTarget | undefined {
  return typeof index === "number" ? recipe?.rules[index] : undefined;
}

/** Multiples of the interval on both sides of the end, the nearer one first. */
function reachBound(path: RecipePath, context: FixContext): RecipeFix[] {
  const rule = ruleAt(path, context);
  if (!rule) return [];
  const { intervalPass, endPass } = rule;
  const below = endPass - (endPass % intervalPass);
  const ends = [below, below + intervalPass].filter((end) => end > 0);
  const byDistance = ends.sort((a, b) => Math.abs(a - endPass) - Math.abs(b - endPass));
  const at = path.slice(0, 2);
  const shorter = set([...at, "intervalPass"], endPass, `Set intervalPass to ${endPass}`, context);
  return [
    ...(intervalPass > endPass && endPass > 0 ? [shorter] : []),
    ...byDistance.map((end) => set([...at, "endPass"], end, `Set endPass to ${end}`, context)),
  ];
}

function morePasses(context: FixContext): RecipeFix[] {
  const rules = context.recipe?.rules.filter(({ sparsityUpperBound }) => sparsityUpperBound > 0) ?? [];
  const last = Math.max(...rules.map((rule) => lastPrunePass(rule)));
  if (!Number.isFinite(last)) return [];
  const passes = passesWithRecovery(last);
  const left = passes - last - 1;
  return [set(["passes"], passes, `Set passes to ${passes}: ${left} after the last prune event`, context)];
}
