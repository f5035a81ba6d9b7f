#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { addCompareCommand } from "./commands/compare.ts";
import { addControlCommands } from "./commands/control.ts";
import { addCreateCommand } from "./commands/create.ts";
import { addEnginesCommand } from "./commands/engines.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addExportCommand } from "./commands/export.ts";
import { addInspectCommand } from "./commands/inspect.ts";
import { addPackCommand } from "./commands/pack.ts";
import { addPruneCommand } from "./commands/prune.ts";
import { addReportCommand } from "./commands/report.ts";
import { addResumeCommand } from "./commands/resume.ts";
import { addScheduleCommand } from "./commands/schedule.ts";
import { addUnpackCommand } from "./commands/unpack.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { exitCodes, reportFailure } from "./exit.ts";
import { packageVersion } from "./packageFiles.ts";

const program = new Command("sparsity")
  .description("Prune neural networks by masked fine-tuning and see what pruning did.")
  .version(packageVersion())
  .exitOverride();

addPruneCommand(program);
addResumeCommand(program);
addControlCommands(program);
addScheduleCommand(program);
addInspectCommand(program);
addCreateCommand(program);
addCompareCommand(program);
addEvaluateCommand(program);
addPackCommand(program);
addUnpackCommand(program);
addVerifyCommand(program);
addExportCommand(program);
addReportCommand(program);
addEnginesCommand(program);

// A reader that has seen enough (`| head`) is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.done);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message; --help and --version end with code 0 here too.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else reportFailure(error);
}
