import type { Selection } from "d3";
import { between } from "../../model/passRange.ts";
import type { EventMark, Timeline } from "../../model/timeline.ts";
import type { SelectionStore } from "../../selection.ts";
import type { Drawn } from "./drawn.ts";
import type { Geometry } from "./geometry.ts";
import { showAllPasses, zoomPasses } from "./passMoves.ts";

/** Pixels that a pointer may move in a click, that a click may miss an event by, and that the plot's edges reach out. */
const clickSlack = 4;
const eventReach = 10;
const edgeReach = 8;

export type Brush = Selection<SVGRectElement, unknown, null, undefined>;

/**
 * The crosshair follows the pointer; a click selects an event; dragging shows only the passes between; with Ctrl, as a
 * pinch has it, the wheel zooms.
 */
export function listenToPointer(chart: HTMLElement, brush: Brush, store: SelectionStore, drawn: Drawn): void {
  let dragFrom: number | undefined;
  const place = (event: MouseEvent) => event.clientX - chart.getBoundingClientRect().left;
  const endDrag = () => {
    dragFrom = undefined;
    brush.attr("display", "none");
  };
  endDrag();

  chart.addEventListener("pointermove", (event) => {
    const now = drawn();
    if (!now) return;
    const at = place(event);
    if (dragFrom !== undefined && Math.abs(at - dragFrom) > clickSlack) drawBrush(brush, dragFrom, at, now.geometry);
    const crosshair = isOnPlot(at, now.geometry) ? nearestPass(at, now.timeline, now.geometry) : undefined;
    store.set({ crosshair });
  });
  chart.addEventListener("pointerdown", (event) => {
    const now = drawn();
    const at = place(event);
    if (event.button !== 0 || !now || !isOnPlot(at, now.geometry)) return;
    dragFrom = at;
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointerup", (event) => {
    const now = drawn();
    const from = dragFrom;
    endDrag();
    if (!now || from === undefined) return;
    const { timeline, geometry } = now;
    const at = place(event);
    if (Math.abs(at - from) > clickSlack) {
      store.set({ passes: between(geometry.x.invert(from), geometry.x.invert(at), timeline.passes) });
      return;
    }
    const mark = nearestEvent(at, timeline, geometry);
    if (mark) store.set({ event: mark.event });
  });
  chart.addEventListener("pointercancel", endDrag);
  chart.addEventListener("pointerleave", () => store.set({ crosshair: undefined }));
  chart.addEventListener("dblclick", () => showAllPasses(store));
  const zoom = (event: WheelEvent) => {
    const now = drawn();
    // The wheel alone scrolls the page.
    if (!now || !event.ctrlKey) return;
    event.preventDefault();
    zoomPasses(store, now.timeline, now.geometry.x.invert(place(event)), 1.002 ** event.deltaY);
  };
  chart.addEventListener("wheel", zoom, { passive: false });
}

function isOnPlot(at: number, { left, right }: Geometry): boolean {
  return at >= left - edgeReach && at <= right + edgeReach;
}

/** The whole number of passes nearest to a place, of those that are shown. */
function nearestPass(at: number, { passes }: Timeline, { x }: Geometry): number {
  const [first, last] = x.domain();
  const least = Math.max(0, Math.ceil(first));
  const most = Math.min(passes, Math.floor(last));
  return Math.min(most, Math.max(least, Math.round(x.invert(at))));
}

function nearestEvent(at: number, { events }: Timeline, { x }: Geometry): EventMark | undefined {
  const distance = (mark: EventMark) => Math.abs(x(mark.x) - at);
  const held = events.filter((mark) => mark.held && distance(mark) <= eventReach);
  return held.sort((a, b) => distance(a) - distance(b))[0];
}

function drawBrush(brush: Brush, from: number, to: number, { left, right, top, bottom }: Geometry): void {
  const start = Math.max(left, Math.min(from, to));
  const end = Math.min(right, Math.max(from, to));
  brush
    .attr("display", null)
    .attr("x", start)
    .attr("width", Math.max(0, end - start));
  brush.attr("y", top).attr("height", bottom - top);
}
