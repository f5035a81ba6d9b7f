import { line } from "d3";
import { percent } from "../../../../src/runs/figures.ts";
import { lineByColumns, spaced } from "../../model/columns.ts";
import { dodge } from "../../model/dodge.ts";
import { shortenList } from "../../model/names.ts";
import type { GroupLine, Point, Timeline } from "../../model/timeline.ts";
import { dashesOf, groupClass, markerPath } from "../markers.ts";
import type { Layer, Layers } from "./frame.ts";
import { type Geometry, groupLabelHeight, type Panel, type Scale } from "./geometry.ts";
import { rememberedPath } from "./pathMemory.ts";

/** Per group: what is scheduled, dashed; what was reached, in steps with a mark an event; and its name at the right. */
export function drawSparsity(layers: Layers, timeline: Timeline, panel: Panel, geometry: Geometry): void {
  const { groups } = timeline;
  const [, last] = geometry.x.domain();
  const ends = groups.map(({ scheduled }) => panel.y(scheduled.findLast(({ x }) => x <= last)?.y ?? 0));
  const places = dodge(ends, groupLabelHeight, panel.top + 2, panel.bottom - groupLabelHeight / 2);
  groups.forEach((line, i) => {
    const style = groupClass(line.group.place);
    drawLines(layers.plot.append("g").attr("class", style), line, timeline.passesDone, panel, geometry);
    drawName(layers.gutter.append("g").attr("class", style), line, ends[i], places[i], geometry);
  });
}

function drawLines(
  series: Layer,
  { group, scheduled, reached }: GroupLine,
  passesDone: number,
  { y }: Panel,
  geometry: Geometry,
): void {
  const { x } = geometry;
  const at = ({ x: passes }: Point) => x(passes);
  const curve = rememberedPath(scheduled, geometry, () => {
    const path = line<Point>(at, (point) => y(point.y)).digits(1);
    return path(lineByColumns(scheduled, x)) ?? "";
  });
  series.append("path").attr("class", "scheduled").attr("d", curve);
  const newest = reached.at(-1);
  if (!newest) return;
  const steps = rememberedPath(reached, geometry, () => stepPath(reached, x, y));
  series
    .append("path")
    .attr("class", "reached")
    .attr("stroke-dasharray", dashesOf(group.place))
    .attr("d", `${steps}H${x(Math.max(passesDone, newest.x)).toFixed(1)}`);
  const marked = spaced(reached, at, 10, (point) => point === newest);
  const places = marked.map((point) => [at(point), y(point.y)] as const);
  series.append("path").attr("class", "mark").attr("d", markerPath(group.place, places));
}

/** Level from one event to the next, from 0 before the first. */
function stepPath(reached: readonly Point[], x: Scale, y: Scale): string {
  const [first] = reached;
  const start =
    first.x > 0 ? `M${x(0).toFixed(1)} ${y(0).toFixed(1)}` : `M${x(first.x).toFixed(1)} ${y(first.y).toFixed(1)}`;
  return start + reached.map((point) => `H${x(point.x).toFixed(1)}V${y(point.y).toFixed(1)}`).join("");
}

function drawName(
  series: Layer,
  { group, reached, target }: GroupLine,
  end: number,
  place: number,
  at: Geometry,
): void {
  const { right, isWide } = at;
  series
    .append("path")
    .attr("class", "leader")
    .attr("d", `M${right + 3} ${end}L${right + 12} ${place}`);
  series
    .append("path")
    .attr("class", "mark")
    .attr("d", markerPath(group.place, [[right + 18, place]]));
  const text = series
    .append("text")
    .attr("x", right + 27)
    .attr("y", place)
    .attr("dy", "0.32em");
  text.append("tspan").attr("class", "name").text(groupName(group.label, isWide));
  text
    .append("tspan")
    .attr("x", right + 27)
    .attr("dy", 13)
    .text(groupFigures(reached.at(-1)?.y, target, isWide));
}

/** What stands beside a line fits this. */
export function groupName(label: string, isWide: boolean): string {
  return shortenList(label, isWide ? 22 : 11);
}

export function groupFigures(reached: number | undefined, target: number, isWide: boolean): string {
  const now = percent(reached ?? 0);
  if (!isWide) return now;
  return (reached ?? 0) >= target ? `${now} reached` : `${now} of ${percent(target)}`;
}
