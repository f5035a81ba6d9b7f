import { type Selection, select } from "d3";
import { textWidth } from "../shared/textWidth.ts";
import { columnTicks, rowLabels, type Tick } from "./axisTicks.ts";
import { titlesOf } from "./axisTitles.ts";
import { titleHeight } from "./frame.ts";
import { edgePath, gridPath, positionPaths } from "./mapLines.ts";
import { type Scene, shownPixels, xOf, yOf } from "./scene.ts";
import { rightStrip, type StripPaths, topStrip } from "./stripPaths.ts";
import { tensorAxes } from "./tensorAxes.ts";

type Group = Selection<SVGGElement, unknown, null, undefined>;

/** Room between a label and the map. */
const labelGap = 6;

/** Names, numbers, lines and density strips around and over a map, in SVG. */
export class Axes {
  readonly node: SVGSVGElement;
  readonly #svg: Selection<SVGSVGElement, unknown, null, undefined>;
  readonly #titles: Group;
  readonly #columns: Group;
  readonly #rows: Group;
  readonly #positions: Group;

  constructor() {
    this.node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.#svg = select(this.node).attr("class", "chart heatmap-axes").attr("aria-hidden", "true");
    for (const path of ["grid-lines", "separators", "edge", "marks"]) this.#svg.append("path").attr("class", path);
    for (const side of ["top", "right"]) {
      const group = this.#svg.append("g").attr("class", `strip ${side}`);
      for (const part of ["strip-paper", "strip-ink", "dead-marks"]) group.append("path").attr("class", part);
    }
    const group = (name: string) => this.#svg.append("g").attr("class", name);
    this.#titles = group("titles");
    this.#columns = group("columns");
    this.#rows = group("rows");
    this.#positions = group("positions");
    this.#svg.append("rect").attr("class", "cursor").attr("visibility", "hidden");
  }

  draw(scene: Scene): void {
    const { frame, input, pixelRatio } = scene;
    const axes = tensorAxes(input.tensor, input.layout);
    this.#svg.attr("width", frame.width).attr("height", frame.height);
    this.#path("edge", edgePath(scene));
    this.#path("grid-lines", gridPath(scene)).attr("stroke-width", 1 / pixelRatio);
    const positions = positionPaths(scene);
    this.#path("separators", positions.over).attr("stroke-width", positions.width);
    this.#path("marks", positions.beside);
    this.#drawStrip("top", topStrip(scene));
    this.#drawStrip("right", rightStrip(scene));
    this.#titles
      .selectAll("text")
      .data(titlesOf(scene, axes))
      .join("text")
      .attr("class", "muted")
      .attr("transform", ({ x, y, turn }) => `translate(${x},${y})${turn === 0 ? "" : ` rotate(${turn})`}`)
      .attr("text-anchor", ({ anchor }) => anchor)
      .text(({ text }) => text);
    drawTicks(this.#columns, columnTicks(scene), ({ at }) => [at, titleHeight - labelGap + 1, "middle"]);
    const labels = rowLabels(scene, axes);
    const beside = frame.left - labelGap;
    const widest = Math.max(0, ...labels.numbers.map(({ text }) => textWidth(text) + 8));
    drawTicks(this.#rows, labels.numbers, ({ at }) => [beside, at + 4, "end"]);
    drawTicks(this.#positions, labels.positions, ({ at }) => [beside - widest, at + 4, "end"]);
  }

  /** A line around the cell that is read; none where undefined. */
  drawCursor(scene: Scene, place: { readonly row: number; readonly column: number } | undefined): void {
    const cursor = this.#svg.select(".cursor");
    const { cell, pixelRatio, frame } = scene;
    const { width, height } = shownPixels(scene);
    // A cell of a few pixels would vanish under its own line.
    const size = Math.min(cell.width, cell.height) / pixelRatio;
    if (!place || size < 3) {
      cursor.attr("visibility", "hidden");
      return;
    }
    // A cell at the edge is seen in part, and so is its line.
    const left = Math.max(frame.left, xOf(scene, place.column));
    const top = Math.max(frame.top, yOf(scene, place.row));
    const right = Math.min(frame.left + width, xOf(scene, place.column + 1));
    const bottom = Math.min(frame.top + height, yOf(scene, place.row + 1));
    cursor
      .attr("visibility", right > left && bottom > top ? "visible" : "hidden")
      .attr("x", left)
      .attr("y", top)
      .attr("width", Math.max(0, right - left))
      .attr("height", Math.max(0, bottom - top));
  }

  #path(name: string, path: string) {
    return this.#svg.select(`.${name}`).attr("d", path);
  }

  #drawStrip(side: "top" | "right", { paper, ink, dead }: StripPaths): void {
    const group = this.#svg.select(`.strip.${side}`);
    group.select(".strip-paper").attr("d", paper);
    group.select(".strip-ink").attr("d", ink);
    group.select(".dead-marks").attr("d", dead);
  }
}

function drawTicks(
  group: Group,
  marks: readonly Tick[],
  place: (tick: Tick) => readonly [x: number, y: number, anchor: "middle" | "end"],
): void {
  group
    .selectAll("text")
    .data(marks)
    .join("text")
    .attr("class", "muted")
    .attr("x", (tick) => place(tick)[0])
    .attr("y", (tick) => place(tick)[1])
    .attr("text-anchor", (tick) => place(tick)[2])
    .text(({ text }) => text);
}
