import type { RunState } from "../../../src/runs/runState.ts";

/**
 * The newest event that the newest measurement does not know of: what was measured before it says nothing of the newest
 * masks. Undefined where the measurement is of the network as it is.
 */
export function eventSinceMeasured({ passes, prunes }: RunState): number | undefined {
  const newest = prunes.at(-1);
  return newest && newest.pass > (passes.at(-1)?.pass ?? -1) ? newest.event : undefined;
}
