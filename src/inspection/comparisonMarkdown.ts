import { bytes, changeOf, count, notMeasured, percent, shapeText } from "../runs/figures.ts";
import {
  type ComparedTensor,
  compareModels,
  type MeasuredModel,
  type ModelTotals,
  sparsityOf,
  type TensorSide,
} from "./compareModels.ts";

/** A comparison of two models as a Markdown document: totals, then a row for each tensor. */
export function comparisonMarkdown(a: MeasuredModel, b: MeasuredModel): string {
  const comparison = compareModels(a, b);
  const { tensors } = comparison;
  return [
    "# Comparison of two models",
    table(
      ["", "format", "files", "weights", "non-zero", "sparsity", "bytes of tensors"],
      [totalsRow("A", a, comparison.a), totalsRow("B", b, comparison.b)],
      2,
    ),
    changeText(comparison.a, comparison.b),
    ...onlyIn(
      "A",
      tensors.filter((tensor) => !tensor.b),
    ),
    ...onlyIn(
      "B",
      tensors.filter((tensor) => !tensor.a),
    ),
    "## Tensors",
    table(
      ["tensor", "shape", "non-zero A", "non-zero B", "sparsity A", "sparsity B", "bytes A", "bytes B"],
      tensors.map(tensorRow),
      2,
    ),
    "",
  ].join("\n\n");
}

function totalsRow(letter: string, { file }: MeasuredModel, totals: ModelTotals): string[] {
  return [
    `**${letter}** ${code(file.title)}`,
    file.format,
    bytes(file.fileBytes),
    count(totals.size),
    count(totals.nnz),
    percent(sparsityOf(totals), 2),
    bytes(totals.bytes),
  ];
}

function changeText(a: ModelTotals, b: ModelTotals): string {
  if (a.nnz === 0 || a.bytes === 0) return "";
  return `From A to B: non-zero weights ${changeOf(a.nnz, b.nnz)}, bytes of tensors ${changeOf(a.bytes, b.bytes)}.`;
}

/** More names than these are found in the table alone. */
const mostNames = 8;

function onlyIn(letter: string, tensors: readonly ComparedTensor[]): string[] {
  if (tensors.length === 0) return [];
  const shown = tensors.slice(0, mostNames).map(({ name }) => code(name));
  const others = tensors.length - shown.length;
  return [`Only in ${letter}: ${shown.join(", ")}${others > 0 ? ` and ${count(others)} more` : ""}.`];
}

function tensorRow({ name, a, b }: ComparedTensor): string[] {
  const pair = (text: (side: TensorSide) => string) => [a, b].map((side) => (side ? text(side) : notMeasured));
  return [
    code(name),
    shapesText(a, b),
    ...pair(({ nnz }) => (nnz === undefined ? notMeasured : count(nnz))),
    ...pair((side) => percent(sparsityOf(side), 2)),
    ...pair((side) => bytes(side.bytes)),
  ];
}

/** Once where both have the same. */
function shapesText(a: TensorSide | undefined, b: TensorSide | undefined): string {
  const texts = [a, b].flatMap((side) => (side ? [`${shapeText(side.shape)} ${side.dtype}`] : []));
  return [...new Set(texts)].join(" → ");
}

/** @param left columns that are aligned left; the others hold numbers */
function table(head: readonly string[], rows: readonly (readonly string[])[], left: number): string {
  const rule = head.map((_, column) => (column < left ? ":--" : "--:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A name as it is: no character of it means anything, in a table either. */
function code(name: string): string {
  const text = name.replaceAll("|", "\\|").replace(/[\r\n]+/g, " ");
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}
