import { RecipeError } from "../recipes/readRecipe.ts";

/** A job that is refused before it starts: a sentence, and the single problems. */
export class JobFailure extends Error {
  override readonly name = "JobFailure";
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super(message);
    this.problems = problems;
  }
}

/** The single problems behind an error, each a line. */
export function problemsOf(error: unknown): readonly string[] {
  return error instanceof JobFailure || error instanceof RecipeError ? error.problems : [];
}
