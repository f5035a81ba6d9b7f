import type { Command } from "commander";
import type { RunProgress, TrainerControl } from "../../protocol/trainerMessages.ts";
import { count } from "../../runs/figures.ts";
import { type Controlled, controlRun, statusPhrases } from "../controlRun.ts";
import { print } from "../output/print.ts";

const descriptions: Readonly<Record<TrainerControl, string>> = {
  pause: "Hold a run after the batch under way, whoever started it",
  continue: "Let a paused run go on",
  stop: "Stop a run after the batch under way, with a checkpoint to resume from",
};

/** pause, continue, stop. */
export function addControlCommands(program: Command): void {
  for (const action of ["pause", "continue", "stop"] as const) {
    program
      .command(action)
      .description(descriptions[action])
      .argument("<run>", "a run folder")
      .option("--json", "print JSON")
      .action(async (run: string, { json }: { json?: true }) => {
        const controlled = await controlRun(run, action);
        if (json) console.log(JSON.stringify(toJson(run, controlled)));
        else print(sentence(run, controlled));
      });
  }
}

function toJson(run: string, controlled: Controlled) {
  if ("ended" in controlled) return { run, status: controlled.ended };
  const { paused, pass, step, steps } = controlled.progress;
  return { run, status: paused ? "paused" : "running", pass, step, steps };
}

function sentence(run: string, controlled: Controlled): string {
  if ("progress" in controlled) {
    const { progress } = controlled;
    if (!progress.paused) return `Goes on ${place(progress)}.`;
    return `Paused ${place(progress)}. Let it go on: npx sparsity continue ${run}`;
  }
  const next = controlled.ended === "completed" ? "" : ` Go on with it: npx sparsity resume ${run}`;
  return `It ${statusPhrases[controlled.ended]}.${next}`;
}

function place({ pass, step, steps }: RunProgress): string {
  return `in pass ${pass}, after ${count(step)} of ${count(steps)} updates`;
}
