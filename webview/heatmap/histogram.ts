import { scaleLinear, scaleLog, select } from "d3";
import type { SplitMagnitudes } from "../../src/heatmap/magnitudes.ts";
import { count } from "../../src/runs/figures.ts";
import { element, onWidth } from "../shared/dom.ts";
import { createTableTwin } from "../shared/tableTwin.ts";
import { type Histogram, histogramBars } from "./histogramBins.ts";
import { weightText } from "./weightText.ts";

export interface HistogramChart {
  readonly node: HTMLElement;
  update(magnitudes: SplitMagnitudes): void;
}

const height = 128;
const plot = { left: 36, right: 6, top: 10, bottom: 94 };

/** Weights by |w| on a logarithmic axis, pruned ones upon kept ones where weights are older than their mask. */
export function createHistogram(): HistogramChart {
  const drawing = element("div", { class: "histogram" });
  const twin = createTableTwin("Weights by |w|");
  const node = element("div", {}, drawing, twin.node);
  let width = 0;
  let shown: Histogram = { bars: [], below: 0 };
  onWidth(drawing, (next) => {
    width = next;
    draw(drawing, shown, width);
  });
  return {
    node,
    update(magnitudes) {
      shown = histogramBars(magnitudes);
      if (width > 0) draw(drawing, shown, width);
      twin.update(["from |w|", "kept", "pruned"], () =>
        shown.bars.map(({ from, kept, pruned }) => [weightText(from), count(kept), count(pruned)]),
      );
    },
  };
}

function draw(host: HTMLElement, { bars, below }: Histogram, width: number): void {
  host.replaceChildren();
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) {
    host.append(element("p", { class: "small muted" }, "All weights are zero."));
    return;
  }
  const most = Math.max(...bars.map(({ kept, pruned }) => kept + pruned));
  const x = scaleLog([first.from, last.to], [plot.left, width - plot.right]);
  const y = scaleLinear([0, most], [plot.bottom, plot.top]).nice(3);
  const svg = select(host)
    .append("svg")
    .attr("class", "chart")
    .attr("width", width)
    .attr("height", height)
    .attr("aria-hidden", "true");
  for (const tick of y.ticks(3)) {
    svg
      .append("line")
      .attr("class", tick === 0 ? "base" : "grid")
      .attr("x1", plot.left)
      .attr("x2", width - plot.right)
      .attr("y1", y(tick))
      .attr("y2", y(tick));
    svg
      .append("text")
      .attr("class", "muted")
      .attr("x", plot.left - 5)
      .attr("y", y(tick) + 4)
      .attr("text-anchor", "end")
      .text(short(tick));
  }
  for (const kind of ["kept", "pruned"] as const) {
    const path = bars
      .filter((bar) => bar[kind] > 0)
      .map(({ from, to, kept, pruned }) => {
        const [left, right] = [x(from), Math.max(x(from) + 0.5, x(to) - 1)];
        const [low, high] = kind === "kept" ? [0, kept] : [kept, kept + pruned];
        return `M${left} ${y(low)}V${y(high)}H${right}V${y(low)}z`;
      });
    svg.append("path").attr("class", `weights-${kind}`).attr("d", path.join(""));
  }
  let free = Number.NEGATIVE_INFINITY;
  for (const tick of roundNumbers(first.from, last.to)) {
    const text = tickText(tick);
    const half = text.length * 3 + 4;
    if (x(tick) - half < Math.max(free, 0) || x(tick) + half > width + 4) continue;
    free = x(tick) + half;
    svg
      .append("text")
      .attr("class", "muted")
      .attr("x", x(tick))
      .attr("y", plot.bottom + 14)
      .attr("text-anchor", "middle")
      .text(text);
  }
  const axis = below > 0 ? `|w|, log scale · ${count(below)} smaller` : "|w|, log scale";
  svg
    .append("text")
    .attr("class", "muted")
    .attr("x", (plot.left + width - plot.right) / 2)
    .attr("y", height - 4)
    .attr("text-anchor", "middle")
    .text(axis);
}

/** Round numbers in a range: powers of ten, and what is 2 and 5 times those where few powers lie in it. */
function roundNumbers(from: number, to: number): number[] {
  const factors = to / from > 1000 ? [1] : [1, 2, 5];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(from)); 10 ** power <= to; power++) {
    found.push(...factors.map((factor) => factor * 10 ** power).filter((round) => round >= from && round <= to));
  }
  return found;
}

function tickText(value: number): string {
  if (value >= 0.001 && value <= 1000) return String(Number(value.toPrecision(1))).replace(/^0\./, ".");
  return value.toExponential(0).replace("e+", "e").replace("e-", "e−");
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1000 ? `${value / 1000}k` : String(value);
}
