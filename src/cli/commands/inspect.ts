import type { Command } from "commander";
import { readStatistics } from "../../inspection/tensorStatistics.ts";
import type { ModelFile, ModelLayer, StoredTensor } from "../../models/modelFile.ts";
import { openModel } from "../../models/open.ts";
import type { TensorStatistics } from "../../pruning/statistics.ts";
import { bytes, count, percent, shapeText } from "../../runs/figures.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { JobError } from "../exit.ts";
import { print } from "../output/print.ts";
import { renderTable } from "../output/table.ts";

interface InspectedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly nnz: number;
  readonly sparsity: number;
  readonly bytes: number;
  readonly nan: number;
  readonly infinite: number;
  readonly dead: TensorStatistics["dead"];
}

interface InspectedLayer {
  readonly name: string;
  readonly className: string;
  readonly tensors: readonly InspectedTensor[];
}

interface Inspection {
  readonly format: string;
  readonly layers: readonly InspectedLayer[];
  readonly totals: { readonly size: number; readonly nnz: number; readonly sparsity: number; readonly bytes: number };
  readonly warnings: readonly string[];
}

export function addInspectCommand(program: Command): void {
  program
    .command("inspect")
    .description("Show what is in a model file: layers, shapes, zeros, bytes")
    .argument("<file>", "model.json or its folder, .h5, .keras, .safetensors, or a run folder (its newest export)")
    .option("--layer <name>", "only this layer")
    .option("--json", "print JSON")
    .action(async (file: string, { layer, json }: { layer?: string; json?: true }) => {
      const model = await openModel(await modelPathOf(file));
      try {
        const inspection = await inspect(model, layer);
        if (json) console.log(JSON.stringify(inspection));
        else print(render(file, inspection));
      } finally {
        await model.close();
      }
    });
}

async function inspect(model: ModelFile, layerName: string | undefined): Promise<Inspection> {
  const layers: InspectedLayer[] = [];
  for (const layer of selectLayers(model, layerName)) {
    const tensors: InspectedTensor[] = [];
    for (const tensor of layer.tensors) tensors.push(await inspectTensor(model, tensor));
    layers.push({ name: layer.name, className: layer.className, tensors });
  }
  const tensors = layers.flatMap((layer) => layer.tensors);
  const size = sum(tensors.map((tensor) => tensor.size));
  const nnz = sum(tensors.map((tensor) => tensor.nnz));
  return {
    format: model.format,
    layers,
    totals: {
      size,
      nnz,
      sparsity: size === 0 ? 0 : (size - nnz) / size,
      bytes: sum(tensors.map(({ bytes }) => bytes)),
    },
    warnings: model.warnings,
  };
}

function selectLayers(model: ModelFile, name: string | undefined): readonly ModelLayer[] {
  if (name === undefined) return model.layers;
  const layer = model.layers.find((candidate) => candidate.name === name);
  if (layer) return [layer];
  const names = model.layers.filter(({ tensors }) => tensors.length > 0).map((candidate) => candidate.name);
  throw new JobError(`${model.path} has no layer ${name}. Layers with weights: ${names.join(", ")}.`);
}

async function inspectTensor(model: ModelFile, tensor: StoredTensor): Promise<InspectedTensor> {
  const { name, shape, dtype, bytes } = tensor;
  const statistics = await readStatistics(tensor, (range) => model.read(name, range));
  const { size, nnz, sparsity, nan, infinite, dead } = statistics;
  return { name, shape, dtype, size, nnz, sparsity, bytes, nan, infinite, dead };
}

function render(file: string, { format, layers, totals, warnings }: Inspection): string {
  const rows = layers.flatMap(({ className, tensors }) => tensors.map((tensor) => ({ className, ...tensor })));
  type Row = (typeof rows)[number];
  const table = renderTable<Row>(rows, [
    { title: "tensor", cell: ({ name }) => name },
    { title: "layer class", cell: ({ className }) => className || "–" },
    { title: "shape", cell: ({ shape }) => shapeText(shape) },
    { title: "type", cell: ({ dtype }) => dtype },
    { title: "weights", align: "right", cell: ({ size }) => count(size) },
    { title: "non-zero", align: "right", cell: ({ nnz }) => count(nnz) },
    { title: "sparsity", align: "right", cell: ({ sparsity }) => percent(sparsity, 2) },
    {
      title: "dead in/out",
      align: "right",
      cell: ({ dead, shape }) => (shape.length > 1 ? `${dead.inputs}/${dead.columns}` : "–"),
    },
    { title: "bytes", align: "right", cell: (row) => bytes(row.bytes) },
  ]);
  const broken = rows
    .filter(({ nan, infinite }) => nan + infinite > 0)
    .map(({ name, nan, infinite }) => `${name} holds ${nan} NaN and ${infinite} infinite weights.`);
  const summary = `${count(totals.size)} weights, ${count(totals.nnz)} of them not zero (sparsity ${percent(totals.sparsity, 2)}), ${bytes(totals.bytes)}`;
  return [`${file} · ${format}`, table, summary, ...warnings, ...broken].join("\n");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
