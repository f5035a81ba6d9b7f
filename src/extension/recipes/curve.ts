import { keptCount, prunePasses, type SparsityTarget, scheduledSparsity } from "../../pruning/schedule.ts";
import { sizeOf, type WeightTensor } from "../../pruning/tensor.ts";
import { count, percent } from "../../runs/figures.ts";

/** A prune event to come. */
export interface ScheduledEvent {
  readonly pass: number;
  /** As the schedule asks, 0..1. */
  readonly sparsity: number;
  /** Weights that the masks keep, over all tensors. */
  readonly kept: number;
}

/** All events of a target on these tensors, as far as `passes` let them happen. */
export function scheduledEvents(
  target: SparsityTarget,
  tensors: readonly WeightTensor[],
  passes?: number,
): ScheduledEvent[] {
  const sizes = tensors.map(({ shape }) => sizeOf(shape));
  return prunePasses(target, passes).map((pass) => {
    const sparsity = scheduledSparsity(target, pass);
    return { pass, sparsity, kept: sizes.reduce((sum, size) => sum + keptCount(size, sparsity), 0) };
  });
}

/** On one line: `pass 0: 16.8 % · 3: 26.7 % · … · 60: 75.0 %`. @param first how many events at the beginning are said */
export function curveText(events: readonly ScheduledEvent[], first = 3): string {
  const [head, tail] = shortened(events, first, 1);
  const say = ({ pass, sparsity }: ScheduledEvent) => `${pass}: ${percent(sparsity)}`;
  return `pass ${[...head.map(say), ...(tail.length > 0 ? ["…", ...tail.map(say)] : [])].join(" · ")}`;
}

/** `keeps 50,944 of 203,776 weights`, after the last event. */
export function keptText(events: readonly ScheduledEvent[], weights: number): string {
  return `keeps ${count(events.at(-1)?.kept ?? weights)} of ${count(weights)} weights`;
}

/** `7 events up to pass 12`, `1 event at pass 0`. */
export function eventsText(events: readonly ScheduledEvent[]): string {
  const last = events.at(-1)?.pass ?? 0;
  return events.length === 1 ? `1 event at pass ${last}` : `${events.length} events up to pass ${last}`;
}

/** Where there are many, the first and the last of them; else all, as the first. */
export function shortened<Item>(
  items: readonly Item[],
  first: number,
  last: number,
): [readonly Item[], readonly Item[]] {
  // Leaving out a single one would save nothing: the dots take its place.
  return items.length <= first + last + 1 ? [items, []] : [items.slice(0, first), items.slice(-last)];
}
