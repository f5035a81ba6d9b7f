import { spaced } from "../../model/columns.ts";
import type { EventMark } from "../../model/timeline.ts";
import type { Layer } from "./frame.ts";
import type { Geometry } from "./geometry.ts";

const triangle = "M-4 3.5h8l-4-7z";
/** Triangles closer than this touch; ticks stand in for them then. */
const triangleGap = 9;

/** A row of marks, one a prune event, hollow for those to come, each with a thin line through all panels. */
export function drawEventMarks(layer: Layer, events: readonly EventMark[], geometry: Geometry): void {
  layer.selectAll("*").remove();
  if (events.length === 0) return;
  const { x, top, bottom, eventsAt, left } = geometry;
  const [first, last] = x.domain();
  const visible = events.filter((mark) => mark.x >= first && mark.x <= last);
  const place = (mark: EventMark) => x(mark.x);
  const crowded = visible.length > 1 && spaced(visible, place, triangleGap).length < visible.length;
  layer
    .append("g")
    .selectAll("line")
    .data(crowded ? [] : visible)
    .join("line")
    .attr("class", "grid")
    .attr("x1", place)
    .attr("x2", place)
    .attr("y1", top)
    .attr("y2", bottom);
  layer
    .append("text")
    .attr("class", "muted")
    .attr("x", left - 6)
    .attr("y", eventsAt)
    .attr("dy", "0.32em")
    .attr("text-anchor", "end")
    .text("events");
  if (crowded) drawTicks(layer, spaced(visible, place, 1.5), place, eventsAt);
  else drawTriangles(layer, visible, place, eventsAt);
}

function drawTriangles(layer: Layer, marks: readonly EventMark[], place: (mark: EventMark) => number, y: number): void {
  layer
    .append("g")
    .selectAll("path")
    .data(marks)
    .join("path")
    .attr("class", ({ held }) => (held ? "event held" : "event"))
    .attr("transform", (mark) => `translate(${place(mark)},${y})`)
    .attr("d", triangle);
}

/** Hundreds of events: high ticks for those that were held, low ones for those to come. */
function drawTicks(layer: Layer, marks: readonly EventMark[], place: (mark: EventMark) => number, y: number): void {
  for (const held of [true, false]) {
    const height = held ? 8 : 3;
    const ticks = marks.filter((mark) => mark.held === held);
    const path = ticks.map((mark) => `M${place(mark).toFixed(1)} ${y - height / 2}v${height}`).join("");
    layer.append("path").attr("class", "event").attr("d", path);
  }
}

/** The event that is shown everywhere else on the page. */
export function drawSelectedEvent(layer: Layer, mark: EventMark | undefined, geometry: Geometry): void {
  layer.selectAll("*").remove();
  const { x, top, bottom, eventsAt } = geometry;
  const [first, last] = x.domain();
  if (!mark || mark.x < first || mark.x > last) return;
  const at = x(mark.x);
  layer.append("line").attr("class", "selected-event").attr("x1", at).attr("x2", at).attr("y1", top).attr("y2", bottom);
  layer
    .append("path")
    .attr("class", "selected-event")
    .attr("transform", `translate(${at},${eventsAt})`)
    .attr("d", "M-5 4.5h10l-5-9z");
}
