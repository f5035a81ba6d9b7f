import type { z } from "zod";
import { knownKeys } from "./jsonSchema.ts";
import { didYouMean, joinOr } from "./nearest.ts";
import type { ProblemCode, RecipePath, RecipeProblem } from "./problem.ts";
import type { RecipeSource } from "./source.ts";

type Issue = z.core.$ZodIssue;

/** What the schema found wrong with a recipe, in words for people and at the place that is to be changed. */
export function schemaProblems(issues: readonly Issue[], source: RecipeSource): RecipeProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], source));
}

/** @param at where a branch of a union stands; its issues count their paths from there */
function problemsOf(issue: Issue, at: RecipePath, source: RecipeSource): RecipeProblem[] {
  const path = [...at, ...issue.path.filter((step) => typeof step !== "symbol")];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key, source));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = intendedBranch(issue.errors);
    if (branch) return branch.flatMap((inner) => problemsOf(inner, path, source));
  }
  if (issue.code === "custom") return [conflict(path, issue, source)];
  const demand = `must be ${demandOf(issue)}`;
  const { code, ending } = source.has(path)
    ? {
        code: codeOf(issue, source.valueAt(path)),
        ending: `; it is ${sayValue(source.valueAt(path))}.${hintFor(issue, path, source)}`,
      }
    : { code: "missingKey" as const, ending: "; it is missing." };
  return [
    { severity: "error", code, message: `${sayPath(path)} ${demand}${ending}`, path, range: source.rangeOf(path) },
  ];
}

function unknownKey(path: RecipePath, key: string, source: RecipeSource): RecipeProblem {
  const keys = knownKeys(source.value, path);
  const where = path.length === 0 ? "a recipe" : sayPath(path);
  const hint = didYouMean(key, keys) || ` Known here are ${keys.join(", ")}.`;
  return {
    severity: "error",
    code: "unknownKey",
    message: `${where} has no "${key}".${hint}`,
    path: [...path, key],
    range: source.rangeOfKey(path, key),
  };
}

/** Of keys that are well each by itself; the schema has the sentence, and may have the code. */
function conflict(path: RecipePath, issue: Issue & { readonly code: "custom" }, source: RecipeSource): RecipeProblem {
  const range = source.rangeOfKey(path.slice(0, -1), String(path.at(-1)));
  const code = issue.params?.code === "differentCounts" ? "differentCounts" : "conflictingKeys";
  return { severity: "error", code, message: issue.message, path, range };
}

/** Of a union's branches, the one whose outer form the value has, so that what is wrong lies inside it. */
function intendedBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((issues) => issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"));
}

function codeOf(issue: Issue, value: unknown): ProblemCode {
  switch (issue.code) {
    case "too_small":
    case "too_big":
      return "outOfRange";
    case "invalid_value":
      return "unknownValue";
    case "invalid_union":
      return typeof value === "string" && choicesOf(issue) ? "unknownValue" : "wrongType";
    default:
      return "wrongType";
  }
}

/** What must stand there: the rest of the sentence "… must be". */
function demandOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return sayType(issue.expected);
    case "invalid_value":
      return sayChoice(issue.values);
    case "too_small":
      if (issue.origin === "string" || issue.origin === "array") return `${sayType(issue.origin)} that is not empty`;
      return `${issue.inclusive === false ? "above" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `${issue.inclusive === false ? "below" : "at most"} ${issue.maximum}`;
    case "invalid_union":
      return issue.errors.length === 0 ? sayChoice(choicesOf(issue) ?? []) : joinOr(issue.errors.flat().map(demandOf));
    default:
      return "something else";
  }
}

/** The values that an issue leaves to choose from, where it names them. */
function choicesOf(issue: Issue): readonly unknown[] | undefined {
  if (issue.code === "invalid_value") return issue.values;
  if (issue.code !== "invalid_union" || issue.inclusive === false) return undefined;
  const choices = issue.options ?? issue.errors.flat().flatMap((inner) => choicesOf(inner) ?? []);
  return choices.length > 0 ? choices : undefined;
}

function hintFor(issue: Issue, path: RecipePath, source: RecipeSource): string {
  const value = source.valueAt(path);
  if (typeof value === "string") return didYouMean(value, (choicesOf(issue) ?? []).map(String));
  const percent =
    issue.code === "too_big" && issue.maximum === 1 && typeof value === "number" && value > 1 && value < 100;
  return percent ? ` For ${value} % write ${value / 100}.` : "";
}

function sayPath(path: RecipePath): string {
  if (path.length === 0) return "the recipe";
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

function sayType(type: string): string {
  switch (type) {
    case "string":
      return "a text";
    case "number":
      return "a number";
    case "int":
      return "a whole number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    default:
      return "an object { … }";
  }
}

function sayChoice(values: readonly unknown[]): string {
  return joinOr(values.map((value) => JSON.stringify(value)));
}

function sayValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (value === "") return "empty";
  return value === Number.POSITIVE_INFINITY ? "too large" : JSON.stringify(value);
}
