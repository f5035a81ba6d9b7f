import type { Evaluation, ModelSize, PrunedTensor, RunEventOf, TensorPlan } from "./events.ts";
import type { History } from "./history.ts";

/** `interrupted`: no event says how the run ended, and its process is gone. Only who reads a run can know. */
export type RunStatus = "running" | "completed" | "stopped" | "failed" | "interrupted";

/** A pass that has ended. Passes count from 0. */
export interface PassRecord {
  readonly pass: number;
  /** Undefined where the pass was taken up half way by a log that does not have its start. */
  readonly learningRate: number | undefined;
  readonly train: Evaluation;
  readonly test: Evaluation;
  /** Of training alone. */
  readonly seconds: number;
  readonly stepMilliseconds: number;
  /** From start to end, pruning and evaluation included; undefined where the pass was taken up half way. */
  readonly wallSeconds: number | undefined;
}

/** The pass under way. */
export interface CurrentPass {
  readonly pass: number;
  readonly learningRate: number | undefined;
  /** When it started (ISO 8601); undefined where it was taken up half way. */
  readonly since: string | undefined;
}

export interface PruneRecord {
  readonly event: number;
  readonly pass: number;
  readonly tensors: readonly PrunedTensor[];
  readonly milliseconds: number;
}

export interface CheckpointRecord {
  readonly pass: number;
  readonly path: string;
  readonly bytes: number;
}

/** When something was said: of which pass, and whether that had begun. A pass that is done again takes back the latter. */
interface Said {
  readonly pass: number;
  readonly begun: boolean;
}

export interface WarningRecord extends Said {
  readonly message: string;
}

export interface SizeRecord extends ModelSize, Said {}

/** A tensor of the plan, and what the newest prune event that touched it left. */
export interface TensorState {
  readonly plan: TensorPlan;
  readonly pruned: (PrunedTensor & { readonly event: number; readonly pass: number }) | undefined;
}

/** All that is known of a run: what its events so far add up to. */
export interface RunState {
  readonly status: RunStatus;
  /** Undefined in a run that died before it wrote anything. */
  readonly started: RunEventOf<"runStarted"> | undefined;
  /** The network before the first update. */
  readonly dense: Evaluation | undefined;
  /** By name, in the network's order. */
  readonly tensors: ReadonlyMap<string, TensorState>;
  readonly passes: History<PassRecord>;
  readonly current: CurrentPass | undefined;
  readonly prunes: History<PruneRecord>;
  readonly checkpoints: History<CheckpointRecord>;
  readonly warnings: History<WarningRecord>;
  /** The newest measure of each variant while the run goes on; `sizesOf` has the last word. */
  readonly sizes: readonly SizeRecord[];
  readonly ended: RunEventOf<"runEnded"> | undefined;
  /** How often the run was taken up again. */
  readonly resumes: number;
  /** Of the newest event (ISO 8601). */
  readonly lastTime: string | undefined;
}

/** Sizes of the files that the run wrote, those measured at its end where it has ended. */
export function sizesOf({ ended, sizes }: RunState): readonly ModelSize[] {
  return ended && ended.sizes.length > 0 ? ended.sizes : sizes;
}

/** Forms of the final network that keep every bit of its weights. */
const exactForms: ReadonlySet<string> = new Set(["pruned", "trained", "packed"]);

/** The file that holds the final network bit for bit in the fewest compressed bytes; undefined while there is none. */
export function smallestExact(state: RunState): ModelSize | undefined {
  const exact = sizesOf(state).filter(({ variant }) => exactForms.has(variant));
  return exact.toSorted((a, b) => a.gzipBytes - b.gzipBytes)[0];
}

/** Share of zeros over all planned tensors, 0..1, as the newest prune events left them; undefined without a plan. */
export function sparsityOf({ tensors }: RunState): number | undefined {
  let size = 0;
  let zeros = 0;
  for (const { plan, pruned } of tensors.values()) {
    size += plan.shape.reduce((product, extent) => product * extent, 1);
    if (pruned) zeros += pruned.size - pruned.nnz;
  }
  return size === 0 ? undefined : zeros / size;
}

/** Passes that the estimate of the time left looks back on. */
const recentPasses = 5;

/**
 * Seconds until the last pass ends, from the median of the newest passes, so that one pause does not count;
 * undefined before a pass has ended, 0 when none is left.
 */
export function secondsLeft({ started, passes, ended }: RunState): number | undefined {
  if (!started) return undefined;
  const left = ended ? 0 : started.passes - passes.length;
  if (left <= 0) return 0;
  const recent: number[] = [];
  for (let i = passes.length - 1; i >= 0 && recent.length < recentPasses; i--) {
    const seconds = passes.at(i)?.wallSeconds;
    if (seconds !== undefined) recent.push(seconds);
  }
  const median = recent.sort((a, b) => a - b)[recent.length >> 1];
  return median === undefined ? undefined : median * left;
}
