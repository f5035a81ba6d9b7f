import type { Selection } from "d3";
import type { Timeline } from "../../model/timeline.ts";
import { drawAccuracy } from "./accuracyPanel.ts";
import { drawEventMarks } from "./eventMarks.ts";
import { drawFrame, type Layer } from "./frame.ts";
import type { Geometry } from "./geometry.ts";
import { drawLoss } from "./lossPanel.ts";
import { drawFuture, drawNow } from "./now.ts";
import { drawSparsity } from "./sparsityPanel.ts";

const clip = "timeline-plot";

/**
 * All of the timeline that does not follow the pointer. The frame and the events are drawn again only where they change:
 * from one pass to the next they mostly do not.
 */
export class TimelineDrawing {
  readonly #clip: Selection<SVGRectElement, unknown, null, undefined>;
  readonly #future: Layer;
  readonly #frame: Layer;
  readonly #events: Layer;
  readonly #plot: Layer;
  readonly #now: Layer;
  readonly #gutter: Layer;
  #frameKey = "";
  #eventsKey = "";

  constructor(layer: Layer) {
    this.#clip = layer.append("clipPath").attr("id", clip).append("rect");
    this.#future = layer.append("g");
    this.#frame = layer.append("g");
    this.#events = layer.append("g");
    this.#plot = layer.append("g").attr("clip-path", `url(#${clip})`);
    this.#now = layer.append("g");
    this.#gutter = layer.append("g");
  }

  draw(timeline: Timeline, geometry: Geometry): void {
    const { sparsity, accuracy, loss } = geometry;
    const now = timeline.goesOn ? timeline.passesDone : undefined;
    drawFuture(this.#future, geometry, now);
    this.#drawWhatStays(timeline, geometry);
    const layers = { plot: this.#plot, gutter: this.#gutter };
    for (const layer of Object.values(layers)) layer.selectAll("*").remove();
    if (sparsity) drawSparsity(layers, timeline, sparsity, geometry);
    if (accuracy) drawAccuracy(layers, timeline.accuracy, accuracy, geometry);
    if (loss) drawLoss(layers, timeline, loss, geometry);
    drawNow(this.#now, geometry, now);
  }

  #drawWhatStays({ events }: Timeline, geometry: Geometry): void {
    const marks = `${geometry.key} ${events.length} ${events.findLast(({ held }) => held)?.event}`;
    if (geometry.key !== this.#frameKey) {
      const { left, right, bottom } = geometry;
      drawFrame(this.#frame, geometry);
      // Marks may stand out of the plot by half their size.
      this.#clip.attr("x", left - 5).attr("y", 0);
      this.#clip.attr("width", right - left + 10).attr("height", bottom + 5);
    }
    if (marks !== this.#eventsKey) drawEventMarks(this.#events, events, geometry);
    this.#frameKey = geometry.key;
    this.#eventsKey = marks;
  }
}
