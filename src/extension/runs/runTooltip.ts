import type { Evaluation } from "../../runs/events.ts";
import { bytes, changeOf, count, percent, points } from "../../runs/figures.ts";
import { type RunState, sizesOf, smallestExact, sparsityOf } from "../../runs/runState.ts";
import { describeRun, type ShownRun } from "./runWording.ts";

export interface TooltipRun extends ShownRun {
  /** For a person: the run folder's name, and where it is. */
  readonly name: string;
  readonly place: string;
  /** Why it cannot be read, where it cannot. */
  readonly problem: string | undefined;
}

/** The facts of a run as Markdown. Whatever comes from files is shown as it is written there. */
export function runTooltip(run: TooltipRun): string {
  const { state, liveness } = run;
  const cause = liveness.state === "ended" ? liveness.cause : null;
  const reasons = [run.problem, state.ended?.reason, cause].filter((reason) => reason != null);
  const rows = facts(state).map(([name, value]) => `| ${name} | ${escaped(value)} |`);
  return [
    `**${escaped(run.name)}**  \n${escaped(describeRun(run))}`,
    ...reasons.map(escaped),
    ["| | |", "|:--|:--|", ...rows, `| Folder | ${escaped(run.place)} |`].join("\n"),
  ].join("\n\n");
}

function facts(state: RunState): [name: string, value: string][] {
  const { started } = state;
  if (!started) return [];
  const { engine, dataset, model, plan } = started;
  const sparsity = state.ended?.sparsity ?? sparsityOf(state);
  return [
    ["Started", new Date(started.time).toLocaleString()],
    ["Passes", `${state.passes.length} of ${started.passes} done`],
    ["Pruned", plan.length === 0 ? "nothing" : `${count(plan.length)} ${plan.length === 1 ? "tensor" : "tensors"}`],
    ...(sparsity == null ? [] : [["Sparsity", percent(sparsity)] satisfies [string, string]]),
    ["Accuracy", accuracyText(state.dense, state.passes.at(-1)?.test)],
    ...sizeFacts(state),
    ["Network", `${count(model.weights)} weights`],
    ["Data", `${dataset.name}, ${count(dataset.train)} + ${count(dataset.test)} examples`],
    ["Engine", `${engine.name} (${engine.version}, ${engine.detail})`],
    ...(state.resumes === 0 ? [] : [["Resumed", `${state.resumes}×`] satisfies [string, string]]),
  ];
}

function accuracyText(dense: Evaluation | undefined, now: Evaluation | undefined): string {
  const [before, after] = [dense?.accuracy, now?.accuracy];
  if (before == null || after == null) return percent(after ?? before);
  return `${percent(after)}, ${points(after - before)}`;
}

function sizeFacts(state: RunState): [string, string][] {
  const dense = sizesOf(state).find(({ variant }) => variant === "dense");
  const smallest = smallestExact(state);
  if (!dense || !smallest) return [];
  return [["Gzip", `${bytes(smallest.gzipBytes)}, ${changeOf(dense.gzipBytes, smallest.gzipBytes)}`]];
}

/** Text in which Markdown and HTML find nothing of theirs, in a table's cell too. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, "\\$&").replaceAll("\n", " ");
}
