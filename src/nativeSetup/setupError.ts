/** An engine that could not be set up, in a sentence for people, with single problems below it. */
export class NativeSetupError extends Error {
  override readonly name = "NativeSetupError";
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super(message);
    this.problems = problems;
  }
}
