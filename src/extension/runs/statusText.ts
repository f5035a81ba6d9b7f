import { percent } from "../../runs/figures.ts";
import { sparsityOf } from "../../runs/runState.ts";
import { moodOf, passOf, type ShownRun } from "./runWording.ts";

/** What the status bar says of the live runs, with icons as `$(name)`; undefined where there is none. */
export function statusText(live: readonly ShownRun[]): string | undefined {
  const [only] = live;
  if (!only) return undefined;
  const areAllPaused = live.every((run) => moodOf(run) === "paused");
  const icon = areAllPaused ? "$(debug-pause)" : "$(sync~spin)";
  if (live.length > 1) return `${icon} ${live.length} runs${areAllPaused ? " paused" : ""}`;
  if (moodOf(only) === "starting") return `${icon} starting`;
  const sparsity = sparsityOf(only.state);
  const reached = sparsity === undefined ? "" : ` · ${percent(sparsity, 0)} sparse`;
  return `${icon} ${areAllPaused ? "paused · " : ""}${passOf(only.state)}${reached}`;
}
