import type { Command } from "commander";
import {
  type ComparedLayer,
  type ComparedWeights,
  compareLayers,
  compareTotals,
} from "../../inspection/compareLayers.ts";
import { compareModels } from "../../inspection/compareModels.ts";
import { measurePair } from "../../inspection/measurePair.ts";
import { openSubject } from "../../inspection/openSubject.ts";
import { bytes, count, notMeasured, percent } from "../../runs/figures.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { print } from "../output/print.ts";
import { type Column, renderTable } from "../output/table.ts";

interface Comparison {
  readonly layers: readonly ComparedLayer[];
  readonly totals: ComparedWeights;
}

const fileArgument = "model.json or its folder, .h5, .keras, .safetensors, .spz, or a run folder (its newest export)";

export function addCompareCommand(program: Command): void {
  program
    .command("compare")
    .description("Compare two models or runs layer by layer: values, zeros, bytes")
    .argument("<a>", fileArgument)
    .argument("<b>", "the other one")
    .option("--json", "print JSON")
    .action(async (a: string, b: string, { json }: { json?: true }) => {
      const comparison = await compare(a, b);
      if (json) console.log(JSON.stringify(comparison));
      else print(render(a, b, comparison));
    });
}

async function compare(fileA: string, fileB: string): Promise<Comparison> {
  const a = await openSubject(await modelPathOf(fileA));
  try {
    const b = await openSubject(await modelPathOf(fileB));
    try {
      const { a: measuredA, b: measuredB, differences } = await measurePair(a, b);
      const comparison = compareModels(measuredA, measuredB, differences);
      return { layers: compareLayers(comparison), totals: compareTotals(comparison) };
    } finally {
      await b.close();
    }
  } finally {
    await a.close();
  }
}

function render(fileA: string, fileB: string, { layers, totals }: Comparison): string {
  const right = (title: string, cell: Column<ComparedLayer>["cell"]) => ({ title, align: "right", cell }) as const;
  return [
    `a: ${fileA}\nb: ${fileB}`,
    renderTable<ComparedLayer>(
      [...layers, { name: "total", ...totals }],
      [
        { title: "layer", cell: ({ name }) => name },
        { title: "only in", cell: ({ onlyIn }) => onlyIn ?? "" },
        right("max |a − b|", ({ maxAbsDiff }) => differenceText(maxAbsDiff)),
        right("same zeros", ({ maskAgreement }) => percent(maskAgreement, 2)),
        right("non-zero a", ({ nnz }) => measured(nnz[0], count)),
        right("non-zero b", ({ nnz }) => measured(nnz[1], count)),
        right("bytes a", (layer) => measured(layer.bytes[0], bytes)),
        right("bytes b", (layer) => measured(layer.bytes[1], bytes)),
      ],
    ),
  ].join("\n");
}

function differenceText(difference: number | null): string {
  if (difference === null) return notMeasured;
  return difference === 0 || Number.isNaN(difference) ? String(difference) : difference.toPrecision(3);
}

function measured(value: number | null, text: (value: number) => string): string {
  return value === null ? notMeasured : text(value);
}
