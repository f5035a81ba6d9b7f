import path from "node:path";
import { type Command, Option } from "commander";
import type { ModelFile } from "../../models/modelFile.ts";
import { openModel } from "../../models/open.ts";
import { type Int8Scales, packModel, writePacked } from "../../models/packed/write.ts";
import { readWholeModel } from "../../models/wholeModel.ts";
import { ledgerOf } from "../../packed/ledger.ts";
import { prefixBytes, sizeOf } from "../../packed/read/header.ts";
import type { PackedModel } from "../../packed/write/packTensors.ts";
import { bytes, count } from "../../runs/figures.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { JobError } from "../exit.ts";
import { renderLedger } from "../output/ledger.ts";
import { print } from "../output/print.ts";

interface PackOptions {
  readonly output: string;
  readonly int8?: true | Int8Scales;
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
    .option("--json", "print JSON")
    .action(async (given: string, { output, int8, json }: PackOptions) => {
      const file = await openModel(await modelPathOf(given));
      try {
        const packed = await pack(given, file, int8 as Int8Scales | undefined);
        const written = path.resolve(output);
        await writePacked(written, packed);
        if (json) console.log(JSON.stringify(describe(written, packed, file.warnings)));
        else print([...file.warnings, render(written, packed)].join("\n"));
      } finally {
        await file.close();
      }
    });
}

async function pack(given: string, file: ModelFile, int8: Int8Scales | undefined): Promise<PackedModel> {
  const model = await readWholeModel(file);
  if (model.weights.length === 0) throw new JobError(`${given} has no weights to pack.`);
  return packModel(model, { int8, metadata: int8 ? { int8 } : {} });
}

function describe(written: string, packed: PackedModel, warnings: readonly string[]) {
  const ledger = ledgerOf(packed.header, headerBytes(packed));
  const quantized = [...packed.quantized].map(([name, what]) => ({ name, ...what }));
  return { path: written, bytes: ledger.total, unpackedBytes: unpackedBytes(packed), ledger, quantized, warnings };
}

function render(written: string, packed: PackedModel): string {
  const ledger = ledgerOf(packed.header, headerBytes(packed));
  const before = unpackedBytes(packed);
  const lost = [...packed.quantized.values()].reduce((sum, { roundedToZero }) => sum + roundedToZero, 0);
  return [
    renderLedger(ledger),
    ...(lost > 0 ? [`Rounding to int8 made ${count(lost)} more weights zero.`] : []),
    `Wrote ${written}: ${bytes(ledger.total)}, where the weights alone take ${bytes(before)} as float32.`,
  ].join("\n");
}

function headerBytes({ pieces }: PackedModel): number {
  return (pieces[0]?.length ?? prefixBytes) - prefixBytes;
}

function unpackedBytes({ header }: PackedModel): number {
  return header.tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
}
