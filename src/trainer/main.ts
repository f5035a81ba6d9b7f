import { type TrainerJob, type TrainerMessage, trainerCommandSchema } from "../protocol/trainerMessages.ts";
import { compareAnswers } from "./compareAnswers.ts";
import { Controls } from "./controls.ts";
import { reportEngines } from "./engines/choose.ts";
import { evaluateModel } from "./evaluateModel.ts";
import { problemsOf } from "./jobFailure.ts";
import { prune, resume } from "./run.ts";
import { timeStep } from "./timeStep.ts";
import { Watchers } from "./watchers.ts";

/** The trainer process: takes one job from its parent, sends back what happens, and ends. */

const controls = new Controls();
let job: TrainerJob | undefined;

function send(message: TrainerMessage): void {
  // A parent that dies in this moment is nothing to fail for.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

process.on("message", (raw) => {
  const command = trainerCommandSchema.parse(raw);
  if (command.type === "control") controls.apply(command.action);
  else if (!job) {
    job = command;
    void work(job);
  }
});

// Whoever started this is gone: keep what has been learned, and end.
process.on("disconnect", () => {
  if (!(job && "detached" in job && job.detached)) controls.apply("stop");
});
// A limit on the size of files: the write fails instead, and its sentence names the file.
process.on("SIGXFSZ", () => {});
// Ctrl-C and a terminal that closes reach the whole process group; the parent decides what they mean.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("SIGTERM", () => controls.apply("stop"));

async function work(job: TrainerJob): Promise<void> {
  try {
    send(await perform(job));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Only what is not one of our sentences needs a trace, and only a developer reads it.
    if (!(error instanceof Error) || error.name === "Error" || error.name === "TypeError") console.error(error);
    send({ type: "failed", message, problems: [...problemsOf(error)] });
  }
  if (process.connected) process.disconnect();
}

async function perform(job: TrainerJob): Promise<TrainerMessage> {
  switch (job.type) {
    case "listEngines":
      return { type: "engines", engines: await reportEngines() };
    case "timeStep":
      return { type: "stepTimed", milliseconds: await timeStep(job.recipe, job.model) };
    case "compareAnswers":
      return { type: "answersCompared", ...(await compareAnswers(job.models, job.seed)) };
    case "evaluate":
      return evaluateModel(job);
    case "prune":
    case "resume":
      return { type: "done", status: await train(job) };
  }
}

async function train(job: Extract<TrainerJob, { type: "prune" | "resume" }>) {
  const watchers = await Watchers.gather(job, controls, send);
  try {
    return await (job.type === "prune" ? prune(job, watchers) : resume(job, watchers));
  } finally {
    await watchers.leave();
  }
}
