import type { Selection } from "d3";
import { spaced } from "../../model/columns.ts";
import type { Geometry, Panel } from "./geometry.ts";

export type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** Where marks go, which is cut off at the plot's edges, and where names go, which is not. */
export interface Layers {
  readonly plot: Layer;
  readonly gutter: Layer;
}

/** Titles, grid lines and value ticks of the panels, and the pass axis. */
export function drawFrame(layer: Layer, geometry: Geometry): void {
  layer.selectAll("*").remove();
  for (const panel of [geometry.sparsity, geometry.accuracy, geometry.loss]) {
    if (panel) drawPanel(layer, panel, geometry);
  }
  drawPassAxis(layer, geometry);
}

function drawPanel(layer: Layer, { title, top, bottom, y, ticks, format }: Panel, { left, right }: Geometry): void {
  layer
    .append("text")
    .attr("class", "title")
    .attr("x", 0)
    .attr("y", top - 8)
    .text(title);
  layer
    .append("g")
    .selectAll("line")
    .data(ticks)
    .join("line")
    .attr("class", (tick) => (tick === 0 ? "base" : "grid"))
    .attr("x1", left)
    .attr("x2", right)
    .attr("y1", (tick) => Math.round(y(tick)))
    .attr("y2", (tick) => Math.round(y(tick)));
  layer
    .append("g")
    .selectAll("text")
    .data(ticks)
    .join("text")
    .attr("class", "muted")
    .attr("x", left - 6)
    .attr("y", y)
    .attr("dy", "0.32em")
    .attr("text-anchor", "end")
    .text(format);
  if (ticks[0] !== 0) {
    layer.append("line").attr("class", "grid").attr("x1", left).attr("x2", right).attr("y1", bottom).attr("y2", bottom);
  }
}

function drawPassAxis(layer: Layer, { x, left, right, bottom, isWide }: Geometry): void {
  const ticks = x.ticks(isWide ? 8 : 4).filter(Number.isInteger);
  const axis = layer.append("g").attr("class", "pass-axis");
  axis
    .selectAll("line")
    .data(ticks)
    .join("line")
    .attr("class", "base")
    .attr("x1", x)
    .attr("x2", x)
    .attr("y1", bottom)
    .attr("y2", bottom + 4);
  axis
    .selectAll("text")
    .data(spaced(ticks, x, 28))
    .join("text")
    .attr("class", "muted")
    .attr("x", x)
    .attr("y", bottom + 16)
    .attr("text-anchor", "middle")
    .text((tick) => tick.toLocaleString("en-US"));
  axis
    .append("text")
    .attr("class", "muted")
    .attr("x", (left + right) / 2)
    .attr("y", bottom + 31)
    .attr("text-anchor", "middle")
    .text("passes done");
}
