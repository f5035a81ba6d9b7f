import "./timeline.css";
import { select } from "d3";
import { element, onWidth, setText } from "../../../shared/dom.ts";
import { textButton } from "../../../shared/toolkit.ts";
import { readoutAt } from "../../model/readout.ts";
import type { Timeline } from "../../model/timeline.ts";
import type { SelectionStore } from "../../selection.ts";
import { TimelineDrawing } from "./drawing.ts";
import { drawSelectedEvent } from "./eventMarks.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import { gutterWidth } from "./gutter.ts";
import { listenToKeys } from "./keys.ts";
import { createNumbers } from "./numbers.ts";
import { showAllPasses } from "./passMoves.ts";
import { listenToPointer } from "./pointer.ts";
import { readoutCells, readoutSentence } from "./readoutLine.ts";

export interface TimelineView {
  readonly node: HTMLElement;
  /** The drawing, to be exported. */
  readonly svg: SVGSVGElement;
  update(timeline: Timeline): void;
}

/** Sparsity, accuracy and loss on one pass axis, with a crosshair, a brush, and a line that reads the values. */
export function createTimelineView(store: SelectionStore): TimelineView {
  const svg = select(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  svg.attr("class", "chart timeline").attr("aria-hidden", "true");
  const drawing = new TimelineDrawing(svg.append("g"));
  const selectedEvent = svg.append("g");
  const crosshair = svg.append("line").attr("class", "crosshair");
  const brush = svg.append("rect").attr("class", "brush");
  const readout = element("div", { class: "values small" });
  const chart = element(
    "div",
    { class: "plot", role: "slider", tabindex: 0, "aria-label": "Passes done" },
    svg.node()!,
  );
  const all = textButton("All passes", "secondary", () => showAllPasses(store));
  const numbers = createNumbers();
  const title = element("h2");
  const keys = lineKeys();
  const heading = element("div", { class: "heading" }, title, keys, element("span", { class: "grow" }), all);
  const node = element("section", { class: "timeline-section" }, heading, readout, chart, numbers.node);

  let timeline: Timeline | undefined;
  let geometry: Geometry | undefined;
  let width = 0;

  const draw = () => {
    if (!timeline || width === 0) return;
    const shown = store.get().passes ?? [0, timeline.passes];
    geometry = geometryOf(timeline, shown, width, gutterWidth(timeline, width));
    svg.attr("width", width).attr("height", geometry.height);
    drawing.draw(timeline, geometry);
    all.hidden = store.get().passes === undefined;
    mark();
  };

  /** What follows the pointer and the selection, without drawing the rest again. */
  const mark = () => {
    if (!timeline || !geometry) return;
    const { crosshair: pass, event } = store.get();
    const marks = timeline.events;
    const shown = event === undefined ? marks.findLast(({ held }) => held) : marks.find((one) => one.event === event);
    drawSelectedEvent(selectedEvent, shown, geometry);
    const at = pass ?? Math.floor(timeline.passesDone);
    const { x, top, bottom } = geometry;
    crosshair.attr("display", pass === undefined ? "none" : null);
    crosshair.attr("x1", x(at)).attr("x2", x(at)).attr("y1", top).attr("y2", bottom);
    const values = readoutAt(timeline, at);
    const shows = { accuracy: geometry.accuracy !== undefined, loss: geometry.loss !== undefined };
    readout.replaceChildren(...readoutCells(values, shows));
    chart.setAttribute("aria-valuemin", "0");
    chart.setAttribute("aria-valuemax", String(timeline.passes));
    chart.setAttribute("aria-valuenow", String(at));
    chart.setAttribute("aria-valuetext", readoutSentence(values));
  };

  const drawn = () => (timeline && geometry ? { timeline, geometry } : undefined);
  listenToPointer(chart, brush, store, drawn);
  listenToKeys(chart, store, drawn);
  onWidth(chart, (pixels) => {
    width = pixels;
    draw();
  });
  store.on((_, changed) => {
    if (changed.has("passes")) draw();
    else if (changed.has("crosshair") || changed.has("event")) mark();
  });

  return {
    node,
    svg: svg.node()!,
    update(next) {
      timeline = next;
      setText(title, titleOf(next));
      keys.hidden = next.groups.length === 0;
      draw();
      numbers.update(next);
    },
  };
}

function titleOf({ groups, accuracy }: Timeline): string {
  const measured = accuracy.points.length > 0 || accuracy.dense !== undefined ? "accuracy" : "loss";
  if (groups.length > 0) return `Sparsity and ${measured}`;
  return measured === "accuracy" ? "Accuracy and loss" : "Loss";
}

function lineKeys(): HTMLElement {
  return element(
    "span",
    { class: "line-keys small muted" },
    element("i", { class: "scheduled" }),
    "scheduled",
    element("i", { class: "reached" }),
    "reached",
  );
}
