import { line } from "d3";
import { decimal } from "../../../../src/runs/figures.ts";
import { lineByColumns } from "../../model/columns.ts";
import { dodge } from "../../model/dodge.ts";
import type { Point, Timeline } from "../../model/timeline.ts";
import { drawGutterLabels } from "./accuracyPanel.ts";
import type { Layers } from "./frame.ts";
import type { Geometry, Panel } from "./geometry.ts";

/** Loss of the test set, thick, and of the training set, thin, each with its name and newest value at its end. */
export function drawLoss(
  { plot: layer, gutter }: Layers,
  { trainLoss, testLoss }: Timeline,
  { y, top, bottom }: Panel,
  at: Geometry,
): void {
  const { x, right } = at;
  const path = line<Point>(
    (point) => x(point.x),
    (point) => y(point.y),
  ).digits(1);
  const lines = [
    { name: "test", points: testLoss.points },
    { name: "train", points: trainLoss.points },
  ].filter(({ points }) => points.length > 0);
  for (const { name, points } of lines) {
    layer
      .append("path")
      .attr("class", `loss ${name}`)
      .attr("d", path(lineByColumns(points, x)));
  }
  const ends = lines.map(({ name, points }) => ({ name, end: points[points.length - 1] }));
  for (const { end } of ends) {
    layer.append("circle").attr("class", "loss-end").attr("cx", x(end.x)).attr("cy", y(end.y)).attr("r", 2);
  }
  const texts = ends.map(({ name, end }) => `${name} ${decimal(end.y, 3)}`);
  const wanted = ends.map(({ end }) => y(end.y));
  if (ends.some(({ end }) => x(end.x) + 70 > right)) {
    drawGutterLabels(
      gutter,
      texts.map((text, i) => ({ wanted: wanted[i], text, style: "muted" as const })),
      top,
      bottom,
      at,
    );
    return;
  }
  const places = dodge(wanted, 14, top, bottom);
  ends.forEach(({ end }, i) => {
    layer
      .append("text")
      .attr("class", "muted halo")
      .attr("x", x(end.x) + 8)
      .attr("y", places[i])
      .attr("dy", "0.32em")
      .text(texts[i]);
  });
}
