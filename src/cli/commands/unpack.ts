import path from "node:path";
import type { Command } from "commander";
import { exportModel } from "../../models/export/exportModel.ts";
import { openWholeModel } from "../../models/openWhole.ts";
import { bytes } from "../../runs/figures.ts";
import { JobError } from "../exit.ts";

export function addUnpackCommand(program: Command): void {
  program
    .command("unpack")
    .description("Write a packed model as a tfjs LayersModel again")
    .argument("<file>", "a packed model, .spz")
    .requiredOption("-o, --output <folder>", "a new folder, for model.json and its weights")
    .option("--json", "print JSON")
    .action(async (given: string, { output, json }: { output: string; json?: true }) => {
      const { format, model } = await openWholeModel(given);
      if (format !== "packed") throw new JobError(`${given} is no packed model (${format}).`);
      if (!model.topology) throw new JobError(`${given} holds weights only, without the network they belong to.`);
      const { path: folder, bytes: total } = await exportModel(path.resolve(output), "tfjs", model);
      const file = path.join(folder, "model.json");
      console.log(json ? JSON.stringify({ path: file, bytes: total }) : `Wrote ${file}: ${bytes(total)} with weights.`);
    });
}
