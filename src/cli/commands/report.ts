import path from "node:path";
import type { Command } from "commander";
import { writeReport } from "../../report/report.ts";

export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description("Write one self-contained page about a run")
    .argument("<run>", "a run folder")
    .requiredOption("-o, --output <file>", "the page to write, .html")
    .option("--json", "print JSON")
    .action(async (run: string, { output, json }: { output: string; json?: true }) => {
      await writeReport(run, output);
      const written = path.resolve(output);
      console.log(json ? JSON.stringify({ path: written }) : `Wrote ${written}`);
    });
}
