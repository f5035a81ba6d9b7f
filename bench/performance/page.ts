import type { CaseResult, ContenderResult, PruneEventResult, Timing, TrainResult } from "../results.ts";
import { comparisonsOf, nativeOf } from "../train/summary.ts";
import { markdownTable } from "./markdown.ts";
import { bytes, duration } from "./numbers.ts";

/**
 * docs/performance.md.
 *
 * @param chart the chart's file, from the page's folder
 */
export function performancePage(train: TrainResult, prune: PruneEventResult, chart: string): string {
  return `${[
    "# How fast",
    `Measured on ${train.date}: ${train.machine}. Times are medians, in brackets the best. \`scripts/performance.mjs\` makes this page of what the benchmarks wrote.`,
    "## A training step",
    `Contenders are processes of their own that take turns, in changing order, ${train.rounds} rounds; of each turn the first step does not count. All train the same network on the same batch, which is in memory, with momentum 0.9. Half of each kernel of convolutions (but the depthwise ones) and dense layers is masked; Keras has no masks. Peers run as they do unless told otherwise, on all cores; Keras with one thread, too. The native engine times one thread and all of them before a run, and takes what is faster.`,
    stepTable(train.cases),
    `![Bars of the medians](${chart})`,
    "Native's time by that of the others, so that less than 1 is faster:",
    ratioTable(train.cases),
    ...train.leftOut.map(({ title, reason }) => `${title} was not measured: ${reason}.`),
    "## To begin, and to evaluate",
    "Until the network can train (native: compiled and loaded), its first step, and the most memory that the process has held.",
    startTable(train.cases),
    "The loss and the right answers of one batch, without learning:",
    evaluationTable(train.cases),
    "## A prune event",
    `Threshold, mask, history and the weights multiplied, of one tensor; beside it \`torch.nn.utils.prune.l1_unstructured\`. Measured on ${prune.date}: ${prune.machine}.`,
    pruneTable(prune),
    "## Versions",
    versionList(train, prune),
    "## Again",
    `\`BENCH_PYTHON\` names a Python with the peers (tensorflow, tf_keras, tensorflow-model-optimization, torch); those that it lacks are left out.

\`\`\`sh
npm run build
npm run bench -- train --rounds ${train.rounds} --json docs/performance/train.json
npm run bench -- prune-event --json docs/performance/prune-event.json
node scripts/performance.mjs
\`\`\``,
  ].join("\n\n")}\n`;
}

function stepTable(cases: readonly CaseResult[]): string {
  return tableOf(cases, ({ step }) => timing(step));
}

function startTable(cases: readonly CaseResult[]): string {
  return tableOf(cases, ({ build, firstStep, peakMemory }) =>
    [duration(build), duration(firstStep), peakMemory === null ? "" : bytes(peakMemory)].join("; "),
  );
}

/** A line a contender, a column a case. */
function tableOf(cases: readonly CaseResult[], cell: (contender: ContenderResult) => string): string {
  const titles = new Map(cases.flatMap(({ contenders }) => contenders.map(({ name, title }) => [name, title])));
  const rows = [...titles].map(([name, title]) => [
    title,
    ...cases.map(({ contenders }) => {
      const contender = contenders.find((one) => one.name === name);
      return contender ? cell(contender) : "";
    }),
  ]);
  return markdownTable(["", ...cases.map(({ title }) => title)], rows);
}

function ratioTable(cases: readonly CaseResult[]): string {
  const comparisons = cases.map(comparisonsOf);
  const titles = new Set(comparisons.flat().map(({ peer }) => peer.title));
  const rows = [...titles].map((title) => [
    `by ${title}`,
    ...comparisons.map((of) => {
      const found = of.find(({ peer }) => peer.title === title);
      return found ? `${found.medians.toFixed(2)} (${found.minima.toFixed(2)})` : "";
    }),
  ]);
  return markdownTable(["", ...cases.map(({ title }) => title)], rows);
}

function evaluationTable(cases: readonly CaseResult[]): string {
  const rows = cases.flatMap((entry) => {
    const native = nativeOf(entry)?.evaluation;
    const eager = entry.contenders.find(({ name }) => name === "eager")?.evaluation;
    if (!native || !eager) return [];
    return [[entry.title, timing(native), timing(eager), (eager.median / native.median).toFixed(1)]];
  });
  return markdownTable(["", "native", "native eager", "times as fast"], rows);
}

function pruneTable({ sizes }: PruneEventResult): string {
  const rows = sizes.map(({ weights, ours, torch }) => [
    weights.toLocaleString("en-US"),
    timing(ours),
    torch ? timing(torch.time) : "not measured",
    torch ? (torch.time.median / ours.median).toFixed(1) : "",
  ]);
  return markdownTable(["weights", "an event", "torch", "times as fast"], rows);
}

function versionList({ cases }: TrainResult, { sizes }: PruneEventResult): string {
  const versions = new Map(cases.flatMap(({ contenders }) => contenders.map(({ title, version }) => [title, version])));
  const pruning = sizes.find(({ torch }) => torch)?.torch;
  if (pruning) versions.set("prune event", `torch ${pruning.version}`);
  return [...versions].map(([title, version]) => `- ${title}: ${version}`).join("\n");
}

function timing({ median, minimum }: Timing): string {
  return `${duration(median)} (${duration(minimum)})`;
}
