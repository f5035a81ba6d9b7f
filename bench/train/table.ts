import type { CaseResult, ContenderResult } from "../results.ts";
import { comparisonsOf } from "./summary.ts";

/** What a race gave, as a table for a terminal: one contender a line. */
export function caseTable(entry: CaseResult): string {
  const comparisons = new Map(comparisonsOf(entry).map((comparison) => [comparison.peer, comparison]));
  const rows = entry.contenders.map((contender) => {
    const comparison = comparisons.get(contender);
    return [
      contender.title,
      ...figures(contender),
      comparison ? `${comparison.medians.toFixed(2)} (${comparison.minima.toFixed(2)})` : "",
    ];
  });
  return columns([[entry.title, ...heads], ...rows]).join("\n");
}

const heads = ["step (best)", "evaluate", "build", "first step", "memory", "native takes (best)"];

function figures({ step, evaluation, build, firstStep, peakMemory }: ContenderResult): string[] {
  return [
    `${step.median.toFixed(1)} (${step.minimum.toFixed(1)}) ms`,
    evaluation ? `${evaluation.median.toFixed(1)} ms` : "",
    `${build.toFixed(0)} ms`,
    `${firstStep.toFixed(0)} ms`,
    peakMemory === null ? "" : `${(peakMemory / 2 ** 20).toFixed(0)} MB`,
  ];
}

/** The first column flush left, numbers flush right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
}
