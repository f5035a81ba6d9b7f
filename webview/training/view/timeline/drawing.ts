import type { Timeline } from "../../model/timeline.ts";
import { drawAccuracy } from "./accuracyPanel.ts";
import { drawEventMarks } from "./eventMarks.ts";
import { drawFrame, type Layer } from "./frame.ts";
import type { Geometry } from "./geometry.ts";
import { drawLoss } from "./lossPanel.ts";
import { drawSparsity } from "./sparsityPanel.ts";

/** All of the timeline that does not follow the pointer, anew. */
export function drawTimeline(layer: Layer, timeline: Timeline, geometry: Geometry): void {
  layer.selectAll("*").remove();
  const { left, right, bottom, sparsity, accuracy, loss } = geometry;
  const clip = "timeline-plot";
  layer
    .append("clipPath")
    .attr("id", clip)
    .append("rect")
    // Marks may stand out of the plot by half their size.
    .attr("x", left - 5)
    .attr("y", 0)
    .attr("width", right - left + 10)
    .attr("height", bottom + 5);
  drawFrame(layer, geometry, timeline.goesOn ? timeline.passesDone : undefined);
  drawEventMarks(layer, timeline, geometry);
  const plot = layer.append("g").attr("clip-path", `url(#${clip})`);
  const layers = { plot, gutter: layer.append("g") };
  if (sparsity) drawSparsity(layers, timeline, sparsity, geometry);
  if (accuracy) drawAccuracy(layers, timeline.accuracy, accuracy, geometry);
  if (loss) drawLoss(layers, timeline, loss, geometry);
}
