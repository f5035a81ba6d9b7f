/** Exit codes of every command. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A job that failed, in a sentence for people, with single problems below it. */
export class JobError extends Error {
  override readonly name = "JobError";
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super(message);
    this.problems = problems;
  }
}

/** Options that contradict each other or are out of range. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Says what went wrong on standard error and sets the exit code. */
export function reportFailure(error: unknown): void {
  process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sparsity: ${message}\n`);
  if (error instanceof JobError) for (const problem of error.problems) process.stderr.write(`  ${problem}\n`);
}
