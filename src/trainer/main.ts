import { type TrainerJob, type TrainerMessage, trainerCommandSchema } from "../protocol/trainerMessages.ts";
import { Controls } from "./controls.ts";
import { reportEngines } from "./engines/choose.ts";
import { problemsOf } from "./jobFailure.ts";
import { prune, resume } from "./run.ts";

/** The trainer process: takes one job from its parent, sends back what happens, and ends. */

const controls = new Controls();
let busy = false;

function send(message: TrainerMessage): void {
  if (process.connected) process.send?.(message);
}

process.on("message", (raw) => {
  const command = trainerCommandSchema.parse(raw);
  if (command.type === "control") controls.apply(command.action);
  else if (!busy) {
    busy = true;
    void work(command);
  }
});

// Whoever watched is gone: keep what has been learned, and end.
process.on("disconnect", () => controls.apply("stop"));
// A limit on the size of files: the write fails instead, and its sentence names the file.
process.on("SIGXFSZ", () => {});
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on("SIGINT", () => {});
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
    case "prune":
      return { type: "done", status: await prune(job, controls, send) };
    case "resume":
      return { type: "done", status: await resume(job, controls, send) };
  }
}
