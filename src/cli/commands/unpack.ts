import path from "node:path";
import type { Command } from "commander";
import { openModel } from "../../models/open.ts";
import { writeLayersModel } from "../../models/tfjs/write.ts";
import { readWholeModel } from "../../models/wholeModel.ts";
import { bytes } from "../../runs/figures.ts";
import { JobError } from "../exit.ts";

export function addUnpackCommand(program: Command): void {
  program
    .command("unpack")
    .description("Write a packed model as a tfjs LayersModel again")
    .argument("<file>", "a packed model, .spz")
    .requiredOption("-o, --output <folder>", "where model.json and its weights go")
    .option("--json", "print JSON")
    .action(async (given: string, { output, json }: { output: string; json?: true }) => {
      const file = await openModel(given);
      try {
        if (file.format !== "packed") throw new JobError(`${given} is no packed model (${file.format}).`);
        const { topology, weights } = await readWholeModel(file);
        if (!topology) throw new JobError(`${given} holds weights only, without the network they belong to.`);
        const folder = path.resolve(output);
        const files = await writeLayersModel(folder, { topology, tensors: weights });
        const total = files.reduce((sum, written) => sum + written.bytes, 0);
        const model = path.join(folder, "model.json");
        console.log(
          json ? JSON.stringify({ path: model, bytes: total }) : `Wrote ${model}: ${bytes(total)} with weights.`,
        );
      } finally {
        await file.close();
      }
    });
}
