import { percent } from "../../../../src/runs/figures.ts";
import { extremesByColumns } from "../../model/columns.ts";
import { dodge } from "../../model/dodge.ts";
import type { Point, Series } from "../../model/timeline.ts";
import type { Layer, Layers } from "./frame.ts";
import type { Geometry, Panel } from "./geometry.ts";

/** Points closer than this are drawn small, and of each column only the lowest and the highest. */
const crowdedGap = 6;

/** A point a measurement, with a stem to the dense network's line; nothing between two points is made up. */
export function drawAccuracy(
  { plot: layer, gutter }: Layers,
  { points, dense }: Series,
  { y, top, bottom }: Panel,
  at: Geometry,
): void {
  const { x, left, right, isWide } = at;
  const [first, last] = x.domain();
  const visible = points.filter((point) => point.x >= first && point.x <= last);
  const crowded = visible.length > 1 && (right - left) / (visible.length - 1) < crowdedGap;
  const shown = crowded ? extremesByColumns(visible, x, 2) : visible;
  const placeX = (point: Point) => x(point.x);
  const placeY = (point: Point) => y(point.y);
  if (dense !== undefined) {
    const base = y(dense);
    layer.append("line").attr("class", "dense").attr("x1", left).attr("x2", right).attr("y1", base).attr("y2", base);
    if (!crowded) {
      layer
        .selectAll("line.stem")
        .data(shown)
        .join("line")
        .attr("class", "stem")
        .attr("x1", placeX)
        .attr("x2", placeX)
        .attr("y1", base)
        .attr("y2", placeY);
    }
  }
  // Points of no length with round ends: hundreds of dots in one path.
  const dots = crowded ? shown.map((point) => `M${placeX(point).toFixed(1)} ${placeY(point).toFixed(1)}h0`) : [];
  layer.append("path").attr("class", "accuracy-dots").attr("d", dots.join(""));
  const newest = points.at(-1);
  const lowest = visible.reduce<Point | undefined>((low, point) => (low && low.y <= point.y ? low : point), undefined);
  const notable = [...new Set([lowest, newest])].filter((point): point is Point => !!point && visible.includes(point));
  layer
    .selectAll("circle.large")
    .data(crowded ? notable : visible)
    .join("circle")
    .attr("class", "accuracy large")
    .attr("cx", placeX)
    .attr("cy", placeY)
    .attr("r", 3.5);
  const labels: GutterLabel[] = [];
  if (dense !== undefined) labels.push({ wanted: y(dense), text: `dense ${percent(dense)}`, style: "muted" });
  for (const point of notable) {
    const text = percent(point.y);
    // Where the newest has arrived at the edge, its value stands in the gutter like a line's name.
    if (placeX(point) + 52 > right) {
      const name = point === newest ? "newest" : "lowest";
      labels.push({ wanted: placeY(point), text: isWide ? `${name} ${text}` : text, style: "value" });
    } else {
      drawValue(layer, text, placeX(point) + 8, placeY(point));
    }
  }
  drawGutterLabels(gutter, labels, top, bottom, at);
}

function drawValue(layer: Layer, text: string, x: number, y: number): void {
  layer.append("text").attr("class", "value halo").attr("x", x).attr("y", y).attr("dy", "0.32em").text(text);
}

export interface GutterLabel {
  readonly wanted: number;
  readonly text: string;
  readonly style: "muted" | "value";
}

/** Names of lines at the right, pushed apart, each with a leader to where its line ends. */
export function drawGutterLabels(
  layer: Layer,
  labels: readonly GutterLabel[],
  top: number,
  bottom: number,
  { right }: Geometry,
): void {
  const places = dodge(
    labels.map(({ wanted }) => wanted),
    15,
    top,
    bottom,
  );
  labels.forEach(({ wanted, text, style }, i) => {
    layer
      .append("path")
      .attr("class", "leader")
      .attr("d", `M${right + 3} ${wanted}L${right + 10} ${places[i]}`);
    layer
      .append("text")
      .attr("class", style)
      .attr("x", right + 14)
      .attr("y", places[i])
      .attr("dy", "0.32em")
      .text(text);
  });
}
