import type { MaskFacts } from "../../../src/heatmap/facts.ts";
import type { InspectedRun } from "../../../src/protocol/maskInspector.ts";
import type { TensorEntry, TensorStatistics } from "../../../src/protocol/tensorViews.ts";
import type { MatrixLayout } from "../../../src/pruning/matrixLayout.ts";
import { lastPrunePass, scheduledSparsity } from "../../../src/pruning/schedule.ts";
import type { TensorPlan } from "../../../src/runs/events.ts";
import { bytes, count, notMeasured, percent } from "../../../src/runs/figures.ts";
import { weightText } from "../../heatmap/weightText.ts";

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** What the value is of, or beside. */
  readonly note?: string;
  readonly isBad?: boolean;
}

export interface FactsInput {
  readonly entry: TensorEntry;
  readonly layout: MatrixLayout;
  /** Of the mask at the event that is looked at, where the values are here. */
  readonly mask: MaskFacts | undefined;
  /** Of the values in the file; undefined until they have been measured. */
  readonly statistics: TensorStatistics | undefined;
  /** Of the non-zero weights, where the values are here. */
  readonly range: { readonly smallest: number; readonly largest: number } | undefined;
  readonly run: InspectedRun | null;
  /** Whether the tensor is too large to be sent, so that single weights are known about. */
  readonly isWindowed: boolean;
  /** The event that is looked at, and the newest one. */
  readonly event: number;
  readonly events: number;
}

/** What is known of a tensor, in lines. What is not known yet is "–"; what nothing can say is left out. */
export function factsOf(input: FactsInput): Fact[] {
  const { entry, isWindowed } = input;
  return [
    ...maskLines(input),
    ...valueLines(input),
    { name: "bytes", value: bytes(entry.bytes), note: entry.dtype },
    ...(isWindowed ? [{ name: "read", value: "in parts", note: "|w| is about" }] : []),
  ];
}

function maskLines({ entry, layout, mask, statistics, run, event, events }: FactsInput): Fact[] {
  const plan = planOf(run, entry);
  const isNow = event >= events;
  // The values say what the newest event left, and nothing of the ones before.
  const now = isNow ? statistics : undefined;
  const nnz = mask ? mask.nnz : now?.nnz;
  const asked = plan && askedAt(plan, run?.eventPasses[event - 1]);
  const of = (whole: number) => `of ${count(whole)}`;
  return [
    {
      name: "sparsity",
      value: percent(mask?.sparsity ?? now?.sparsity),
      ...(asked === undefined ? {} : { note: `asked ${percent(asked)}` }),
    },
    ...(plan
      ? [{ name: "target", value: percent(plan.sparsityUpperBound), note: `by pass ${lastPrunePass(plan)}` }]
      : []),
    ...(mask && mask.kept !== mask.nnz ? [{ name: "kept", value: count(mask.kept), note: of(entry.size) }] : []),
    ...(nnz === null ? [] : [{ name: "non-zero", value: figure(nnz), note: of(entry.size) }]),
    ...deadLines(layout, mask?.dead ?? now?.dead),
  ];
}

/** A vector's entries each are a column, and dead where they are zero: that is said already. */
function deadLines({ rows, columns, inputs }: MatrixLayout, dead: TensorStatistics["dead"] | undefined): Fact[] {
  if (rows === 1) return [];
  const line = (name: string, value: number | undefined, of: number) => {
    return { name, value: figure(value), note: `of ${count(of)}`, isBad: value !== undefined && value > 0 };
  };
  return [line("dead filters", dead?.columns, columns), line("dead inputs", dead?.inputs, inputs)];
}

function valueLines({ statistics, range }: FactsInput): Fact[] {
  const bad = (name: string, value: number | undefined) =>
    value === undefined || value === 0 ? [] : [{ name, value: count(value), isBad: true }];
  return [
    ...(range
      ? [
          { name: "largest |w|", value: weightText(range.largest) },
          { name: "smallest |w|", value: weightText(range.smallest) },
        ]
      : []),
    ...bad("NaN", statistics?.nan),
    ...bad("infinite", statistics?.infinite),
  ];
}

export function planOf(run: InspectedRun | null, { name }: TensorEntry): TensorPlan | undefined {
  return run?.plan.find(({ tensor }) => tensor === name);
}

/** What the schedule asks for by a pass; undefined before the first event. */
function askedAt(plan: TensorPlan, pass: number | undefined): number | undefined {
  return pass === undefined ? undefined : scheduledSparsity(plan, lastPrunePass(plan, pass + 1));
}

function figure(value: number | null | undefined): string {
  return value == null ? notMeasured : count(value);
}
