/** A run that could not be started: a sentence, and the single problems behind it. */
export class RunStartError extends Error {
  override readonly name = "RunStartError";
  /** As in `/models/lenet.prune.json:3:5: …`, or without a place. */
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super(message);
    this.problems = problems;
  }
}

/** Runs of a workspace that is not trusted. */
export const restrictedMode =
  "This workspace is in restricted mode. Training runs native libraries on its models and data, so it needs your trust. Runs can be looked at without.";
