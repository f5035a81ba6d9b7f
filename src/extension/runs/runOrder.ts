import type { RunState } from "../../runs/runState.ts";

/** What tells runs apart in time. */
export interface Dated {
  readonly state: RunState;
}

/** Newest first; one that has said nothing yet is the newest. */
export function newestFirst(a: Dated, b: Dated): number {
  const [timeA, timeB] = [a, b].map(({ state }) => state.started?.time ?? state.lastTime);
  if (timeA === timeB) return 0;
  if (timeA === undefined || timeB === undefined) return timeA === undefined ? -1 : 1;
  return timeA < timeB ? 1 : -1;
}
