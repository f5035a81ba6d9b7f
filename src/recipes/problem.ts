/** Keys and indices from the root: `["rules", 0, "select"]`. */
export type RecipePath = readonly (string | number)[];

/** Where in a file: 1-based line and column, and the same as offsets in UTF-16 units. */
export interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly length: number;
}

export type ProblemCode =
  // The file is no recipe.
  | "syntax"
  | "duplicateKey"
  | "unknownKey"
  | "missingKey"
  | "wrongType"
  | "unknownValue"
  | "outOfRange"
  | "conflictingKeys"
  | "differentCounts"
  // The recipe is one, and would not do what it seems to say.
  | "nothingPruned"
  | "selectorMatchesNothing"
  | "groupNamesLayer"
  | "ruleOverridden"
  | "oneEventOnly"
  | "boundNotReached"
  | "scheduleCutOff"
  | "noRecovery";

/** Something about a recipe that a person should know. */
export interface RecipeProblem {
  /** error: the recipe cannot run; warning: it does less than it says; information: worth a thought. */
  readonly severity: "error" | "warning" | "information";
  readonly code: ProblemCode;
  /** A sentence. */
  readonly message: string;
  /** Of what the problem is about; for a key that is missing, where it would stand. Absent where the text is no JSON. */
  readonly path?: RecipePath;
  /** Absent where the recipe did not come from a text. */
  readonly range?: TextRange;
}

/** One line for a terminal, in the form that editors make clickable: `path:line:column: sentence`. */
export function formatProblem(path: string, { range, message }: RecipeProblem): string {
  return range ? `${path}:${range.line}:${range.column}: ${message}` : `${path}: ${message}`;
}
