import { curveStepAfter, line } from "d3";
import { percent } from "../../../../src/runs/figures.ts";
import { lineByColumns, spaced } from "../../model/columns.ts";
import { dodge } from "../../model/dodge.ts";
import { shortenList } from "../../model/names.ts";
import type { GroupLine, Point, Timeline } from "../../model/timeline.ts";
import { dashesOf, groupClass, markerPath } from "../markers.ts";
import type { Layer, Layers } from "./frame.ts";
import { type Geometry, groupLabelHeight, type Panel } from "./geometry.ts";

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
  { x }: Geometry,
): void {
  const at = ({ x: passes }: Point) => x(passes);
  const columns = lineByColumns(scheduled, x);
  const path = line<Point>(at, ({ y: value }) => y(value)).digits(1);
  series.append("path").attr("class", "scheduled").attr("d", path(columns));
  const newest = reached.at(-1);
  if (!newest) return;
  const before = reached[0].x > 0 ? [{ x: 0, y: 0 }] : [];
  const steps = [...before, ...reached, { x: Math.max(passesDone, newest.x), y: newest.y }];
  series
    .append("path")
    .attr("class", "reached")
    .attr("stroke-dasharray", dashesOf(group.place))
    .attr("d", path.curve(curveStepAfter)(steps));
  const marked = spaced(reached, at, 10, (point) => point === newest);
  const places = marked.map((point) => [at(point), y(point.y)] as const);
  series.append("path").attr("class", "mark").attr("d", markerPath(group.place, places));
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
