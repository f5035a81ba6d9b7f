import type { InspectedRun } from "../../../src/protocol/maskInspector.ts";
import { prunePasses } from "../../../src/pruning/schedule.ts";

/** Passes of the prune events that the run's rules still ask for, ascending. */
export function plannedPasses({ plan, eventPasses }: InspectedRun): number[] {
  const newest = eventPasses.at(-1) ?? -1;
  const passes = new Set(plan.flatMap((tensor) => prunePasses(tensor)));
  return [...passes].filter((pass) => pass > newest).sort((a, b) => a - b);
}
