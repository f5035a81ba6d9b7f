/**
 * How the sparsity asked of a tensor rises while a network is fine-tuned. All arithmetic is
 * float32, operation by operation, as in the system this carries on (PaddlePaddle v2,
 * paddle/parameter/ParameterUpdaterHook.cpp), so kept counts agree with it to the weight.
 */

export const scheduleKinds = ["log", "polynomial", "constant"] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];

/** What is asked of one tensor. Passes count from 0. */
export interface SparsityTarget {
  readonly schedule: ScheduleKind;
  /** Share of zeros to reach, 0 ≤ S < 1. */
  readonly sparsityUpperBound: number;
  /** Passes from one prune event to the next, ≥ 1. */
  readonly intervalPass: number;
  /** Last pass at which an event may happen, ≥ 0; the mask is frozen afterwards. */
  readonly endPass: number;
}

const f32 = Math.fround;

/** Whether a prune event happens before the first update of this pass. */
export function isPrunePass(target: SparsityTarget, pass: number): boolean {
  if (target.schedule === "constant") return pass === 0;
  return pass <= target.endPass && pass % target.intervalPass === 0;
}

/** The passes below `passes` at which a prune event happens, ascending. */
export function prunePasses(target: SparsityTarget, passes = target.endPass + 1): number[] {
  if (target.schedule === "constant") return passes > 0 ? [0] : [];
  const events: number[] = [];
  for (let pass = 0; pass < passes && pass <= target.endPass; pass += target.intervalPass) events.push(pass);
  return events;
}

/** The last pass below `passes` at which a prune event happens; computed, not listed. */
export function lastPrunePass({ schedule, intervalPass, endPass }: SparsityTarget, passes = endPass + 1): number {
  if (schedule === "constant") return 0;
  const last = Math.min(endPass, passes - 1);
  return last - (last % intervalPass);
}

/** The curve itself: the sparsity (float32, 0..1) scheduled for an event at this pass. */
export function scheduledSparsity(target: SparsityTarget, pass: number): number {
  switch (target.schedule) {
    case "log":
      return logSparsity(target, pass);
    case "polynomial":
      return polynomialSparsity(target, pass);
    case "constant":
      return f32(target.sparsityUpperBound);
  }
}

/** S / ln(end / interval + 2) · ln(2 + pass / interval), from DynamicPruningHook. */
function logSparsity(target: SparsityTarget, pass: number): number {
  const interval = f32(target.intervalPass);
  const span = f32(f32(f32(target.endPass) / interval) + 2);
  const scale = f32(f32(target.sparsityUpperBound) / f32(Math.log(span)));
  const reached = f32(2 + f32(f32(pass) / interval));
  return f32(scale * f32(Math.log(reached)));
}

/** S · (1 − (1 − pass / end)³), from Zhu & Gupta 2017 (arXiv 1710.01878), starting at sparsity 0. */
function polynomialSparsity(target: SparsityTarget, pass: number): number {
  const bound = f32(target.sparsityUpperBound);
  if (pass >= target.endPass) return bound;
  const left = f32(1 - f32(f32(pass) / f32(target.endPass)));
  return f32(bound * f32(1 - f32(f32(left * left) * left)));
}

/** trunc(size · (1 − ratio)): how many of `size` weights an event keeps; `size` is rounded to float32 first. */
export function keptCount(size: number, ratio: number): number {
  return Math.min(size, Math.trunc(f32(f32(size) * f32(1 - f32(ratio)))));
}
