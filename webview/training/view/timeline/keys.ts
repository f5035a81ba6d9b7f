import type { Timeline } from "../../model/timeline.ts";
import type { SelectionStore } from "../../selection.ts";
import type { Drawn } from "./drawn.ts";
import { moveCrosshair, showAllPasses, zoomPasses } from "./passMoves.ts";

const leap = 10;

/** ← → move the crosshair, with Shift and by Page Up and Down further; Enter selects the event before it; + − 0 zoom. */
export function listenToKeys(chart: HTMLElement, store: SelectionStore, drawn: Drawn): void {
  chart.addEventListener("keydown", (event) => {
    const now = drawn();
    if (now && press(event, store, now.timeline)) event.preventDefault();
  });
  chart.addEventListener("blur", () => store.set({ crosshair: undefined }));
}

/** @returns whether the key means something here */
function press({ key, shiftKey }: KeyboardEvent, store: SelectionStore, timeline: Timeline): boolean {
  const at = store.get().crosshair ?? Math.floor(timeline.passesDone);
  const to = destination(key, at, shiftKey ? leap : 1, timeline.passes);
  if (to !== undefined) moveCrosshair(store, timeline, to);
  else if (key === "Enter") selectEventBefore(store, timeline, at);
  else if (key === "+" || key === "=") zoomPasses(store, timeline, at, 0.5);
  else if (key === "-") zoomPasses(store, timeline, at, 2);
  else if (key === "0") showAllPasses(store);
  else if (key === "Escape") store.set({ crosshair: undefined });
  else return false;
  return true;
}

/** Where a key leads from a pass. */
function destination(key: string, at: number, step: number, passes: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return at - step;
    case "ArrowRight":
      return at + step;
    case "PageDown":
      return at - leap;
    case "PageUp":
      return at + leap;
    case "Home":
      return 0;
    case "End":
      return passes;
    default:
      return undefined;
  }
}

function selectEventBefore(store: SelectionStore, { events }: Timeline, pass: number): void {
  const mark = events.findLast(({ held, x }) => held && x <= pass);
  if (mark) store.set({ event: mark.event });
}
