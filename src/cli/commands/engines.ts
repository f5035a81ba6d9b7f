import type { Command } from "commander";
import pc from "picocolors";
import type { EngineReport } from "../../protocol/trainerMessages.ts";
import { TrainerProcess } from "../../protocol/trainerProcess.ts";
import { JobError } from "../exit.ts";
import { trainerProgram } from "../packageFiles.ts";

export function addEnginesCommand(program: Command): void {
  program
    .command("engines")
    .description("Show which engines work here, and for one that does not, why and what to do")
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: true }) => {
      const engines = await listEngines();
      console.log(json ? JSON.stringify(engines) : engines.map(render).join("\n"));
    });
}

async function listEngines(): Promise<readonly EngineReport[]> {
  let engines: readonly EngineReport[] = [];
  const trainer = new TrainerProcess(trainerProgram(), { type: "listEngines" }, (message) => {
    if (message.type === "engines") engines = message.engines;
  });
  const outcome = await trainer.ended;
  if (outcome.status === "failed") throw new JobError(outcome.message, outcome.problems);
  return engines;
}

function render({ name, available, version, reason }: EngineReport): string {
  const mark = available ? pc.green("✓") : pc.yellow("–");
  return `${mark} ${name.padEnd(7)} ${available ? `${version}, ${reason}` : reason}`;
}
