import { type Command, Option } from "commander";
import { type ExportFormat, exportFormatOf, exportFormats } from "../../models/export/exportFormat.ts";
import { type ExportedFile, exportModel } from "../../models/export/exportModel.ts";
import { type FoldedModel, foldBatchNorm } from "../../models/folding/foldBatchNorm.ts";
import { openWholeModel } from "../../models/openWhole.ts";
import { bytes, count, percent } from "../../runs/figures.ts";
import { masksOfRunFolder } from "../../runs/masks.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { isRunFolder } from "../../runs/runFolder.ts";
import { foldingText } from "../output/folding.ts";
import { print } from "../output/print.ts";

interface Options {
  readonly output: string;
  readonly format?: ExportFormat;
  readonly foldBatchNorm?: true;
  readonly json?: true;
}

export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("Write a model in another format, and compare what was written with the model")
    .argument(
      "<model>",
      "model.json or its folder, .h5, .keras, .safetensors, .spz, or a run folder (its newest export)",
    )
    .requiredOption("-o, --output <path>", "a new folder for tfjs, a file for the others")
    .addOption(
      new Option("--format <format>", "left out, it is what the ending of the output says").choices(exportFormats),
    )
    .option("--fold-batch-norm", "let kernels do what the batch normalisations beside them do")
    .option("--json", "print JSON")
    .action(async (file: string, { output, format = exportFormatOf(output), foldBatchNorm: fold, json }: Options) => {
      const prunedAt = (await isRunFolder(file)) ? (await masksOfRunFolder(file)).prunedAt : undefined;
      const { model, warnings } = await openWholeModel(await modelPathOf(file));
      const folding = fold ? foldBatchNorm(model) : undefined;
      const exported = await exportModel(output, format, folding?.model ?? model, prunedAt);
      if (json) console.log(JSON.stringify(asJson(format, exported, folding, warnings)));
      else print([exportedText(format, exported), ...(folding ? foldingText(folding) : []), ...warnings].join("\n"));
    });
}

function asJson(
  format: ExportFormat,
  { path, bytes, size, zeros }: ExportedFile,
  folding: FoldedModel | undefined,
  warnings: readonly string[],
) {
  const folded = folding && { folded: folding.folded, left: folding.left, vanished: folding.vanished };
  return { path, format, bytes, size, nnz: size - zeros, sparsity: sparsityOf({ size, zeros }), ...folded, warnings };
}

function exportedText(format: ExportFormat, exported: ExportedFile): string {
  const { path, size, zeros } = exported;
  const weights = `${count(size)} weights, ${count(zeros)} of them zero (sparsity ${percent(sparsityOf(exported), 2)})`;
  return `Wrote ${path} · ${format}, ${bytes(exported.bytes)}\n${weights}: each bit as in the model`;
}

function sparsityOf({ size, zeros }: Pick<ExportedFile, "size" | "zeros">): number {
  return size === 0 ? 0 : zeros / size;
}
