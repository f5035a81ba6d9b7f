import { gap, strip } from "./frame.ts";
import { type HeatmapInput, type Scene, shownPixels, xOf, yOf } from "./scene.ts";
import type { Density } from "./source.ts";
import { type Bar, stripBars, stripScale } from "./strips.ts";

/** A density strip as SVG paths. */
export interface StripPaths {
  readonly paper: string;
  readonly ink: string;
  /** An × where nothing is kept. */
  readonly dead: string;
}

const none: StripPaths = { paper: "", ink: "", dead: "" };
/** Size of an ×, and its distance from the strip's foot. */
const cross = 6;
const footing = 2;

/** What the strips of a tensor show; undefined for a vector, whose strips would be the map once more. */
export function stripDensity({ source, event, layout }: HeatmapInput): Density | undefined {
  return layout.rows === 1 ? undefined : source.density(event);
}

/** The strip above the map: a bar a column, or as many as share a pixel. */
export function topStrip(scene: Scene): StripPaths {
  const { frame, cell, cells, input } = scene;
  const density = stripDensity(input);
  if (!density) return none;
  const { width } = shownPixels(scene);
  const [left, right] = [frame.left, frame.left + width];
  const foot = frame.top - gap;
  const bars = barsOf(scene, density, density.columns, cells.columnStart, cells.columnEnd, cell.width);
  const scale = (strip - 1) / stripScale(density);
  let ink = "";
  for (const { start, end, kept } of bars) {
    const [from, to] = [Math.max(left, xOf(scene, start)), Math.min(right, xOf(scene, end))];
    if (to > from && kept > 0) ink += `M${from} ${foot}v${-kept * scale}H${to}V${foot}z`;
  }
  const middle = (bar: Bar) => xOf(scene, (bar.start + bar.end) / 2);
  return {
    paper: `M${left} ${foot}v${-strip}h${width}v${strip}z`,
    ink,
    dead: deadPlaces(bars, middle, left, right)
      .map((x) => crossPath(x, foot - cross / 2 - footing))
      .join(""),
  };
}

/** The strip right of the map: a bar a row. */
export function rightStrip(scene: Scene): StripPaths {
  const { frame, cell, cells, input } = scene;
  const density = stripDensity(input);
  if (!density) return none;
  const { width, height } = shownPixels(scene);
  const [top, bottom] = [frame.top, frame.top + height];
  const foot = frame.left + width + gap;
  const bars = barsOf(scene, density, density.rows, cells.rowStart, cells.rowEnd, cell.height);
  const scale = (strip - 1) / stripScale(density);
  let ink = "";
  for (const { start, end, kept } of bars) {
    const [from, to] = [Math.max(top, yOf(scene, start)), Math.min(bottom, yOf(scene, end))];
    if (to > from && kept > 0) ink += `M${foot} ${from}h${kept * scale}V${to}H${foot}z`;
  }
  const middle = (bar: Bar) => yOf(scene, (bar.start + bar.end) / 2);
  return {
    paper: `M${foot} ${top}h${strip}v${height}h${-strip}z`,
    ink,
    dead: deadPlaces(bars, middle, top, bottom)
      .map((y) => crossPath(foot + cross / 2 + footing, y))
      .join(""),
  };
}

/** @param size of a cell along the strip, device pixels */
function barsOf(
  { view, pixelRatio }: Scene,
  { step }: Density,
  shares: Float32Array,
  start: number,
  end: number,
  size: number,
): Bar[] {
  const cellsPerBar = Math.max(1, Math.ceil(pixelRatio / size));
  return stripBars(shares, { step, block: view.zoom.block, start, end, cellsPerBar });
}

/** Middles of the dead bars between two ends; where they are close together, one stands for several. */
function deadPlaces(bars: readonly Bar[], middle: (bar: Bar) => number, from: number, to: number): number[] {
  const places: number[] = [];
  for (const bar of bars) {
    if (!bar.dead) continue;
    const place = middle(bar);
    const isFree = places.length === 0 || place - (places.at(-1) as number) > cross;
    if (place >= from && place <= to && isFree) places.push(place);
  }
  return places;
}

function crossPath(x: number, y: number): string {
  return `M${x - cross / 2} ${y - cross / 2}l${cross} ${cross}m0 ${-cross}l${-cross} ${cross}`;
}
