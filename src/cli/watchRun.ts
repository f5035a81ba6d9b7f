import type { TrainerJob, TrainerMessage } from "../protocol/trainerMessages.ts";
import { TrainerProcess } from "../protocol/trainerProcess.ts";
import { readRun } from "../runs/readRun.ts";
import { emptyRunState, reduce } from "../runs/reduce.ts";
import type { RunState } from "../runs/runState.ts";
import { exitCodes, JobError } from "./exit.ts";
import { eventLine } from "./output/eventLine.ts";
import { print } from "./output/print.ts";
import { ProgressBar } from "./output/progressBar.ts";
import { renderRunSummary } from "./output/runSummary.ts";
import { trainerProgram } from "./packageFiles.ts";

/**
 * Runs a trainer and shows what it does: lines, a bar and a summary for people, or one event a line as JSON.
 * Ctrl-C stops it at the next step, with a checkpoint; a second one ends it at once.
 *
 * @throws JobError where the run fails
 */
export async function watchRun(job: TrainerJob, json: boolean): Promise<void> {
  const before = job.type === "resume" ? (await readRun(job.runFolder)).state : emptyRunState;
  const view = json ? new JsonView() : new TerminalView(before);
  const trainer = new TrainerProcess(trainerProgram(), job, (message) => view.show(message));
  const interrupts = onInterrupt(
    () => {
      process.stderr.write("\nStopping after this step. Ctrl-C again ends it at once.\n");
      trainer.control("stop");
    },
    () => trainer.kill(),
  );
  const outcome = await trainer.ended;
  interrupts.dispose();
  view.close();
  if (outcome.status === "completed") return;
  if (outcome.status === "failed" && interrupts.count === 0) throw new JobError(outcome.message, outcome.problems);
  const next = view.runFolder
    ? `The run can be resumed: npx sparsity resume ${view.runFolder}`
    : "The run had not begun.";
  process.stderr.write(`Interrupted. ${next}\n`);
  process.exitCode = exitCodes.interrupted;
}

interface View {
  readonly runFolder: string | undefined;
  show(message: TrainerMessage): void;
  close(): void;
}

class JsonView implements View {
  runFolder: string | undefined;

  show(message: TrainerMessage): void {
    if (message.type === "runFolder") this.runFolder = message.path;
    if (message.type === "event") process.stdout.write(`${JSON.stringify(message.event)}\n`);
  }

  close(): void {}
}

class TerminalView implements View {
  runFolder: string | undefined;
  readonly #bar = new ProgressBar();
  #state: RunState;

  /** @param before what the run's earlier events add up to */
  constructor(before: RunState) {
    this.#state = before;
  }

  show(message: TrainerMessage): void {
    switch (message.type) {
      case "runFolder":
        this.runFolder = message.path;
        break;
      case "event": {
        this.#state = reduce(this.#state, message.event);
        const line = eventLine(message.event);
        if (line !== undefined) this.#bar.line(line);
        break;
      }
      case "progress":
        this.#bar.update(message);
        break;
      case "engines":
      case "failed":
      case "done":
        break;
    }
  }

  close(): void {
    this.#bar.stop();
    if (this.#state.status === "completed") print(`\n${renderRunSummary(this.#state)}`);
    if (this.runFolder) console.log(`\nRun folder: ${this.runFolder}`);
  }
}

/** First interrupt and later ones, until disposed. */
function onInterrupt(first: () => void, again: () => void) {
  const interrupts = {
    count: 0,
    dispose: () => {
      process.off("SIGINT", hear);
      process.off("SIGTERM", hear);
    },
  };
  function hear() {
    interrupts.count++;
    if (interrupts.count === 1) first();
    else again();
  }
  process.on("SIGINT", hear);
  process.on("SIGTERM", hear);
  return interrupts;
}
