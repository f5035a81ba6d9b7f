import path from "node:path";
import { type Command, Option } from "commander";
import { checkMask, type PrunedAt } from "../../models/export/checkMask.ts";
import { type FoldedModel, foldBatchNorm } from "../../models/folding/foldBatchNorm.ts";
import { openWholeModel } from "../../models/openWhole.ts";
import { type Int8Scales, packModel, writePacked } from "../../models/packed/write.ts";
import { ledgerOf } from "../../packed/ledger.ts";
import { sizeOf } from "../../packed/read/header.ts";
import type { PackedModel } from "../../packed/write/packTensors.ts";
import { bytes, count } from "../../runs/figures.ts";
import { masksOfRunFolder } from "../../runs/masks.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { isRunFolder } from "../../runs/runFolder.ts";
import { JobError } from "../exit.ts";
import { foldingText } from "../output/folding.ts";
import { renderLedger } from "../output/ledger.ts";
import { print } from "../output/print.ts";

interface PackOptions {
  readonly output: string;
  readonly int8?: Int8Scales;
  readonly foldBatchNorm?: true;
  readonly json?: true;
}

export function addPackCommand(program: Command): void {
  program
    .command("pack")
    .description("Write a model as one small file (.spz), bit for bit unless int8 is asked for")
    .argument(
      "<model>",
      "model.json or its folder, .h5, .keras, .safetensors, .spz, or a run folder (its newest export)",
    )
    .requiredOption("-o, --output <file>", "the packed model to write, .spz")
    .addOption(
      new Option("--int8 [scales]", "round kernels to 8 bits, zeros stay zeros; a scale per channel or per tensor")
        .choices(["channel", "tensor"])
        .preset("channel"),
    )
    .option("--fold-batch-norm", "let kernels do what the batch normalisations beside them do")
    .option("--json", "print JSON")
    .action(async (given: string, { output, int8, foldBatchNorm: fold, json }: PackOptions) => {
      const { model, warnings } = await openWholeModel(await modelPathOf(given));
      if (model.weights.length === 0) throw new JobError(`${given} has no weights to pack.`);
      const folding = fold ? foldBatchNorm(model) : undefined;
      const toPack = folding?.model ?? model;
      const prunedAt: PrunedAt = (await isRunFolder(given)) ? (await masksOfRunFolder(given)).prunedAt : new Map();
      for (const { name, values } of toPack.weights) checkMask(name, values, prunedAt);
      const packed = packModel(toPack, { int8, folded: fold ?? false });
      const written = path.resolve(output);
      await writePacked(written, packed);
      if (json) console.log(JSON.stringify(describe(written, packed, folding, warnings)));
      else print([...warnings, ...(folding ? foldingText(folding) : []), render(written, packed)].join("\n"));
    });
}

function describe(written: string, packed: PackedModel, folding: FoldedModel | undefined, warnings: readonly string[]) {
  const ledger = ledgerOf(packed);
  const folds = folding && { folded: folding.folded, left: folding.left, vanished: folding.vanished };
  const quantized = [...packed.quantized].map(([name, what]) => ({ name, ...what }));
  return {
    path: written,
    bytes: ledger.total,
    unpackedBytes: unpackedBytes(packed),
    ledger,
    quantized,
    ...folds,
    warnings,
  };
}

function render(written: string, packed: PackedModel): string {
  const ledger = ledgerOf(packed);
  const before = unpackedBytes(packed);
  const lost = [...packed.quantized.values()].reduce((sum, { roundedToZero }) => sum + roundedToZero, 0);
  return [
    renderLedger(ledger),
    ...(lost > 0 ? [`Rounding to int8 made ${count(lost)} more weights zero.`] : []),
    `Wrote ${written}: ${bytes(ledger.total)}, where the weights alone take ${bytes(before)} as float32.`,
  ].join("\n");
}

function unpackedBytes({ header }: PackedModel): number {
  return header.tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
}
