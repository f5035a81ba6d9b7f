import { type ChildProcess, fork } from "node:child_process";
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

/** A trainer in a process of its own: TensorFlow blocks its event loop and may abort, which must reach nobody else. */
export class TrainerProcess {
  /** Settles when the process is gone; never rejects. */
  readonly ended: Promise<TrainerOutcome>;
  readonly #child: ChildProcess;

  /**
   * @param program path of the trainer's built file, dist/trainer.js
   * @param onMessage hears every valid message, in order
   */
  constructor(program: string, job: TrainerJob, onMessage: (message: TrainerMessage) => void) {
    // Standard error is kept for the sentence that tells why the process died.
    this.#child = fork(program, { stdio: ["ignore", "ignore", "pipe", "ipc"], serialization: "advanced" });
    this.ended = this.#watch(onMessage);
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

  #watch(onMessage: (message: TrainerMessage) => void): Promise<TrainerOutcome> {
    let outcome: TrainerOutcome | undefined;
    let errorText = "";
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      errorText = (errorText + chunk.toString()).slice(-2000);
    });
    this.#child.on("message", (raw) => {
      const message = trainerMessageSchema.parse(raw);
      if (message.type === "engines") outcome = { status: "completed" };
      if (message.type === "done") outcome = { status: message.status };
      if (message.type === "failed") outcome = { ...message, status: "failed" };
      onMessage(message);
    });
    return new Promise((resolve) => {
      this.#child.on("error", (error) => {
        resolve({ status: "failed", message: `The trainer could not be started: ${error.message}`, problems: [] });
      });
      this.#child.on("close", (code, signal) => {
        resolve(outcome ?? { status: "failed", message: describeDeath(code, signal), problems: lastLines(errorText) });
      });
    });
  }
}

function describeDeath(code: number | null, signal: NodeJS.Signals | null): string {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  const cause = signal === "SIGKILL" ? " (often: out of memory)" : "";
  return `The trainer process ${how}${cause} before the run was over. The run can be resumed from its last checkpoint.`;
}

function lastLines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-5);
}
