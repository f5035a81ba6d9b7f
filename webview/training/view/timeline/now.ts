import type { Layer } from "./frame.ts";
import type { Geometry } from "./geometry.ts";

/** What is still to come, tinted. */
export function drawFuture(layer: Layer, { x, top, bottom, right }: Geometry, now: number | undefined): void {
  layer.selectAll("*").remove();
  const [first, last] = x.domain();
  if (now === undefined || now >= last) return;
  const from = x(Math.max(now, first));
  layer
    .append("rect")
    .attr("class", "future")
    .attr("x", from)
    .attr("width", right - from)
    .attr("y", top)
    .attr("height", bottom - top);
}

/** The line where the run is, with its name above. */
export function drawNow(layer: Layer, { x, top, bottom, left, right }: Geometry, now: number | undefined): void {
  layer.selectAll("*").remove();
  const [first, last] = x.domain();
  if (now === undefined || now < first || now > last) return;
  const at = x(now);
  layer.append("line").attr("class", "now").attr("x1", at).attr("x2", at).attr("y1", top).attr("y2", bottom);
  layer
    .append("text")
    .attr("class", "now-label")
    // The title of the topmost panel ends a little right of the plot's edge.
    .attr("x", Math.min(Math.max(at, left + 26), right - 4))
    .attr("y", top - 8)
    .attr("text-anchor", "middle")
    .text("now");
}
