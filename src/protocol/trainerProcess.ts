import { type ChildProcess, type ForkOptions, fork, type StdioOptions } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { describeDeath, lastWords } from "./lastWords.ts";
import {
  type TrainerCommand,
  type TrainerControl,
  type TrainerJob,
  type TrainerMessage,
  trainerMessageSchema,
} from "./trainerMessages.ts";

/** How a trainer process ended. */
export type TrainerOutcome =
  | { readonly status: "completed" | "stopped" }
  | { readonly status: "failed"; readonly message: string; readonly problems: readonly string[] };

/** Where a trainer runs. */
export interface TrainerSetting {
  /** The Node.js that runs it; the one that runs this where absent. */
  readonly execPath?: string | undefined;
  /** Where it looks for tfjs-node; the working folder of this process where absent. */
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Messages that are all a job was asked for. */
const answers: ReadonlySet<TrainerMessage["type"]> = new Set(["engines", "stepTimed", "answersCompared", "evaluated"]);

/** A trainer in a process of its own: TensorFlow blocks its event loop and may abort, which must reach nobody else. */
export class TrainerProcess {
  /** Settles when the process is gone; never rejects. */
  readonly ended: Promise<TrainerOutcome>;
  readonly #child: ChildProcess;

  /**
   * @param program path of the trainer's built file, dist/trainer.js
   * @param job a `detached` one outlives this process
   * @param onMessage hears every valid message, in order
   * @throws the system's error where the file for a detached job's standard error cannot be written
   */
  constructor(
    program: string,
    job: TrainerJob,
    onMessage: (message: TrainerMessage) => void,
    setting: TrainerSetting = {},
  ) {
    const detached = "detached" in job ? job.detached : undefined;
    // Ours may be those of an editor: a port for a debugger, which is taken.
    const options: ForkOptions = { ...setting, serialization: "advanced", execArgv: [] };
    if (detached) {
      // A pipe would break with this process.
      const errors = openSync(detached.errorFile, "w");
      this.#child = fork(program, { ...options, detached: true, stdio: stdioWith(errors) });
      closeSync(errors);
      this.#child.unref();
      this.#child.channel?.unref();
    } else {
      this.#child = fork(program, { ...options, stdio: stdioWith("pipe") });
    }
    this.ended = this.#watch(onMessage, detached?.errorFile);
    this.#send(job);
  }

  control(action: TrainerControl): void {
    this.#send({ type: "control", action });
  }

  /** Ends the process at once; the run can be resumed from its last checkpoint. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #send(command: TrainerCommand): void {
    if (this.#child.connected) this.#child.send(command);
  }

  #watch(onMessage: (message: TrainerMessage) => void, errorFile: string | undefined): Promise<TrainerOutcome> {
    let outcome: TrainerOutcome | undefined;
    let errorText = "";
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      errorText = (errorText + chunk.toString()).slice(-maximumErrorText);
    });
    this.#child.on("message", (raw) => {
      const message = trainerMessageSchema.parse(raw);
      if (answers.has(message.type)) outcome = { status: "completed" };
      if (message.type === "done") outcome = { status: message.status };
      if (message.type === "failed") outcome = { ...message, status: "failed" };
      onMessage(message);
    });
    return new Promise((resolve) => {
      this.#child.on("error", (error) => {
        resolve({ status: "failed", message: `The trainer could not be started: ${error.message}`, problems: [] });
      });
      this.#child.on("close", (code, signal) => {
        const problems = lastWords(errorFile === undefined ? errorText : readText(errorFile));
        resolve(outcome ?? { status: "failed", message: describeDeath(code, signal), problems });
      });
    });
  }
}

const maximumErrorText = 4000;

/** Standard error is kept for the sentence that tells why the process died. */
function stdioWith(errors: "pipe" | number): StdioOptions {
  return ["ignore", "ignore", errors, "ipc"];
}

/** Empty where the file is gone. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
