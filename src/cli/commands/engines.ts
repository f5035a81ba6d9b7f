import type { Command } from "commander";
import { listEngines } from "../../protocol/listEngines.ts";
import { engineLine } from "../output/engineLine.ts";
import { trainerProgram } from "../packageFiles.ts";
import { setUpEngine } from "../setUpEngine.ts";

interface Options {
  readonly setUp?: string | true;
  readonly json?: true;
}

export function addEnginesCommand(program: Command): void {
  program
    .command("engines")
    .description("Show which engines work here, and for one that does not, why and what to do")
    .option("--set-up [folder]", "set up the native engine: TensorFlow, 0.4 GB to download and 1.2 GB on the disk")
    .option("--json", "print JSON")
    .action(async ({ setUp, json }: Options) => {
      if (setUp !== undefined) {
        await setUpEngine(setUp === true ? undefined : setUp, json ?? false);
        return;
      }
      const engines = await listEngines(trainerProgram());
      console.log(json ? JSON.stringify(engines) : engines.map(engineLine).join("\n"));
    });
}
