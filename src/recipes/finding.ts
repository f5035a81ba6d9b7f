import type { RecipePath, RecipeProblem } from "./problem.ts";

/** A problem of a recipe whose place is known as a path, not yet as a range of text. */
export interface Finding extends Omit<RecipeProblem, "range"> {
  readonly path: RecipePath;
}

/** Code and names stand in quotes, as the recipe has them. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

export function sayPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
