import { prunePasses, scheduledSparsity } from "../../pruning/schedule.ts";
import { sizeOf } from "../../pruning/tensor.ts";
import type { TensorPlan } from "../events.ts";
import type { RunState } from "../runState.ts";

/** A value at a number of passes done. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Sparsity over all planned weights as it was after each prune event, one point an event. */
export function reachedSparsity({ tensors, prunes }: RunState): Point[] {
  const size = totalSize([...tensors.values()].map(({ plan }) => plan));
  const zeros = new Map<string, number>();
  return [...prunes].map((prune) => {
    for (const tensor of prune.tensors) zeros.set(tensor.tensor, tensor.size - tensor.nnz);
    const all = [...zeros.values()].reduce((sum, one) => sum + one, 0);
    return { x: prune.pass, y: size === 0 ? 0 : all / size };
  });
}

/** Sparsity over all planned weights as the schedules ask for it, from pass 0 to `passes`. */
export function scheduledCurve(plan: readonly TensorPlan[], passes: number): Point[] {
  const size = totalSize(plan);
  return Array.from({ length: passes + 1 }, (_, pass) => {
    const asked = plan.reduce((sum, tensor) => sum + sizeOf(tensor.shape) * scheduledAt(tensor, pass), 0);
    return { x: pass, y: size === 0 ? 0 : asked / size };
  });
}

/** What a schedule asks for by this pass; the bound it reaches stays asked after its last event. */
function scheduledAt(tensor: TensorPlan, pass: number): number {
  if (tensor.schedule === "constant") return scheduledSparsity(tensor, pass);
  return scheduledSparsity(tensor, Math.min(pass, prunePasses(tensor).at(-1) ?? 0));
}

/** Passes of the run at which some tensor is pruned, ascending. */
export function eventPasses(plan: readonly TensorPlan[], passes: number): number[] {
  return [...new Set(plan.flatMap((tensor) => prunePasses(tensor, passes)))].sort((a, b) => a - b);
}

function totalSize(plan: readonly TensorPlan[]): number {
  return plan.reduce((sum, tensor) => sum + sizeOf(tensor.shape), 0);
}
