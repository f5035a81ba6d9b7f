import type { Selection } from "d3";
import { between, type PassRange, showing, zoomed } from "../../model/passRange.ts";
import type { EventMark, Timeline } from "../../model/timeline.ts";
import type { SelectionStore } from "../../selection.ts";
import type { Geometry } from "./geometry.ts";

/** Pixels that a pointer may move in a click, and that a click may miss an event by. */
const clickSlack = 4;
const eventReach = 10;

interface Drawn {
  readonly timeline: Timeline;
  readonly geometry: Geometry;
}

type Brush = Selection<SVGRectElement, unknown, null, undefined>;

/**
 * Pointer: the crosshair follows it, a click selects an event, dragging shows only the passes between, Ctrl and the wheel
 * zoom. Keys: ← → move the crosshair, Enter selects the event before it, + and − zoom, 0 shows all passes.
 */
export function listenToPasses(
  chart: HTMLElement,
  brush: Brush,
  store: SelectionStore,
  drawn: () => Drawn | undefined,
): void {
  listenToPointer(chart, brush, store, drawn);
  chart.addEventListener("keydown", (event) => {
    const now = drawn();
    if (now && press(event.key, event.shiftKey ? 10 : 1, store, now)) event.preventDefault();
  });
  chart.addEventListener("blur", () => store.set({ crosshair: undefined }));
}

function listenToPointer(
  chart: HTMLElement,
  brush: Brush,
  store: SelectionStore,
  drawn: () => Drawn | undefined,
): void {
  let dragFrom: number | undefined;
  const place = (event: MouseEvent) => event.clientX - chart.getBoundingClientRect().left;
  const hideBrush = () => {
    dragFrom = undefined;
    brush.attr("display", "none");
  };
  hideBrush();
  chart.addEventListener("pointermove", (event) => {
    const now = drawn();
    if (!now) return;
    const { timeline, geometry } = now;
    const at = place(event);
    if (dragFrom !== undefined && Math.abs(at - dragFrom) > clickSlack) drawBrush(brush, dragFrom, at, geometry);
    const isInside = at >= geometry.left - 8 && at <= geometry.right + 8;
    store.set({ crosshair: isInside ? nearestPass(at, timeline, geometry) : undefined });
  });
  chart.addEventListener("pointerdown", (event) => {
    const now = drawn();
    const at = place(event);
    if (event.button !== 0 || !now || at < now.geometry.left - 8 || at > now.geometry.right + 8) return;
    dragFrom = at;
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointerup", (event) => {
    const now = drawn();
    const from = dragFrom;
    hideBrush();
    if (!now || from === undefined) return;
    const { timeline, geometry } = now;
    const at = place(event);
    if (Math.abs(at - from) <= clickSlack) {
      const mark = nearestEvent(at, timeline, geometry);
      if (mark) store.set({ event: mark.event });
    } else {
      store.set({ passes: between(geometry.x.invert(from), geometry.x.invert(at), timeline.passes) });
    }
  });
  chart.addEventListener("pointercancel", hideBrush);
  chart.addEventListener("pointerleave", () => store.set({ crosshair: undefined }));
  chart.addEventListener("dblclick", () => store.set({ passes: undefined }));
  chart.addEventListener(
    "wheel",
    (event) => {
      const now = drawn();
      // The wheel alone scrolls the page; with Ctrl, as a pinch has it, it zooms.
      if (!now || !event.ctrlKey) return;
      event.preventDefault();
      zoom(store, now, now.geometry.x.invert(place(event)), 1.002 ** event.deltaY);
    },
    { passive: false },
  );
}

/** @returns whether the key means something here */
function press(key: string, step: number, store: SelectionStore, { timeline, geometry }: Drawn): boolean {
  const at = store.get().crosshair ?? Math.floor(timeline.passesDone);
  switch (key) {
    case "ArrowLeft":
      moveTo(store, timeline, at - step);
      return true;
    case "ArrowRight":
      moveTo(store, timeline, at + step);
      return true;
    case "PageDown":
      moveTo(store, timeline, at - 10);
      return true;
    case "PageUp":
      moveTo(store, timeline, at + 10);
      return true;
    case "Home":
      moveTo(store, timeline, 0);
      return true;
    case "End":
      moveTo(store, timeline, timeline.passes);
      return true;
    case "Enter": {
      const mark = timeline.events.findLast(({ held, x }) => held && x <= at);
      if (mark) store.set({ event: mark.event });
      return true;
    }
    case "+":
    case "=":
      zoom(store, { timeline, geometry }, at, 0.5);
      return true;
    case "-":
      zoom(store, { timeline, geometry }, at, 2);
      return true;
    case "0":
      store.set({ passes: undefined });
      return true;
    case "Escape":
      store.set({ crosshair: undefined });
      return true;
    default:
      return false;
  }
}

function moveTo(store: SelectionStore, { passes }: Timeline, pass: number): void {
  const crosshair = Math.min(passes, Math.max(0, pass));
  const shown = store.get().passes;
  store.set({ crosshair, passes: shown && keepSame(shown, showing(shown, passes, crosshair)) });
}

/** The same array where nothing moves, so that nothing is drawn again. */
function keepSame(before: PassRange, after: PassRange): PassRange {
  return before[0] === after[0] && before[1] === after[1] ? before : after;
}

function zoom(store: SelectionStore, { timeline }: Drawn, around: number, factor: number): void {
  store.set({ passes: zoomed(store.get().passes ?? [0, timeline.passes], timeline.passes, around, factor) });
}

function nearestPass(at: number, { passes }: Timeline, { x }: Geometry): number {
  const [first, last] = x.domain();
  const pass = Math.round(x.invert(at));
  return Math.min(Math.floor(Math.min(last, passes)), Math.max(Math.ceil(Math.max(0, first)), pass));
}

function nearestEvent(at: number, { events }: Timeline, { x }: Geometry): EventMark | undefined {
  const distance = (mark: EventMark) => Math.abs(x(mark.x) - at);
  const held = events.filter((mark) => mark.held && distance(mark) <= eventReach);
  return held.sort((a, b) => distance(a) - distance(b))[0];
}

function drawBrush(brush: Brush, from: number, to: number, { left, right, top, bottom }: Geometry): void {
  const [start, end] = [Math.max(left, Math.min(from, to)), Math.min(right, Math.max(from, to))];
  brush
    .attr("display", null)
    .attr("x", start)
    .attr("width", Math.max(0, end - start))
    .attr("y", top)
    .attr("height", bottom - top);
}
