import { showing, zoomed } from "../../model/passRange.ts";
import type { Timeline } from "../../model/timeline.ts";
import type { SelectionStore } from "../../selection.ts";

/** Moves the crosshair, and what is shown of the axis with it. */
export function moveCrosshair(store: SelectionStore, { passes }: Timeline, pass: number): void {
  const crosshair = Math.min(passes, Math.max(0, pass));
  const before = store.get().passes;
  const after = before && showing(before, passes, crosshair);
  // The same array where nothing moves, so that nothing is drawn again.
  const isSame = before && after && before[0] === after[0] && before[1] === after[1];
  store.set({ crosshair, passes: isSame ? before : after });
}

/** @param factor below 1 to see more closely */
export function zoomPasses(store: SelectionStore, { passes }: Timeline, around: number, factor: number): void {
  store.set({ passes: zoomed(store.get().passes ?? [0, passes], passes, around, factor) });
}

export function showAllPasses(store: SelectionStore): void {
  store.set({ passes: undefined });
}
