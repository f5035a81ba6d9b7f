import path from "node:path";
import type { Command } from "commander";
import { watchRun } from "../watchRun.ts";

export function addResumeCommand(program: Command): void {
  program
    .command("resume")
    .description("Go on with a run from its last checkpoint, bit for bit")
    .argument("<run>", "a run folder")
    .option("--json", "print the run's events as they happen, one JSON object a line")
    .action(async (run: string, { json }: { json?: true }) => {
      await watchRun({ type: "resume", runFolder: path.resolve(run) }, json ?? false);
    });
}
