/**
 * Where a heatmap looks. Zoom is a ladder of whole numbers, device pixels a weight or weights a device pixel, so that
 * every weight is drawn equally wide and nothing shimmers.
 */

/** A cell is `block` × `block` weights and `pixels` × `pixels` device pixels; at least one of the two is 1. */
export interface Zoom {
  readonly block: number;
  readonly pixels: number;
}

/** A matrix, in weights. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** Device pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The part that is looked at: `left` and `top` are device pixels from the matrix' own corner, whole numbers. */
export interface View {
  readonly zoom: Zoom;
  readonly left: number;
  readonly top: number;
}

/** Steps of both parts of the ladder. */
const rungs = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];

/** The room that a matrix is drawn in, and how many of its device pixels make a CSS pixel. */
export interface Room {
  readonly box: Size;
  readonly pixelRatio: number;
}

/** What a matrix is drawn high or wide at least, CSS pixels: a vector must be seen and hit. */
const thinnest = 24;
/** What it is stretched to where it is much higher than wide, or the other way round, and how far its cells are. */
const usefulSide = 280;
const mostStretched = 8;
/** The largest cell of a matrix shown whole, CSS pixels: more would only be large. */
const largestFit = 48;

/**
 * Device pixels a cell is wide and high, whole numbers. Cells are squares, but for those of a matrix that would be a
 * thin strip: they are stretched, as far as it still fits, until zooming has made them as large.
 */
export function cellSize(extent: Extent, zoom: Zoom, { box, pixelRatio }: Room): Size {
  const side = (weights: number, room: number) => {
    const cells = Math.ceil(weights / zoom.block);
    const useful = Math.min(mostStretched * pixelRatio, (usefulSide * pixelRatio) / cells);
    const least = Math.max(Math.ceil((thinnest * pixelRatio) / cells), Math.floor(useful));
    return Math.max(zoom.pixels, Math.min(least, Math.floor(room / cells)));
  };
  return { width: side(extent.columns, box.width), height: side(extent.rows, box.height) };
}

/** Device pixels of the whole matrix. */
export function wholeSize(extent: Extent, zoom: Zoom, room: Room): Size {
  const cell = cellSize(extent, zoom, room);
  return {
    width: Math.ceil(extent.columns / zoom.block) * cell.width,
    height: Math.ceil(extent.rows / zoom.block) * cell.height,
  };
}

/** The largest zoom that shows the whole matrix in a box. */
export function fitZoom({ rows, columns }: Extent, { box, pixelRatio }: Room): Zoom {
  const room = Math.min(box.width / columns, box.height / rows);
  if (room >= 1) return { block: 1, pixels: Math.min(Math.floor(room), Math.floor(largestFit * pixelRatio)) };
  return { block: Math.ceil(1 / room), pixels: 1 };
}

/** From the whole matrix in a box up to single weights with their values. */
export function zoomLadder(fit: Zoom): Zoom[] {
  const blocks = rungs.filter((block) => block < fit.block).toReversed();
  const pixels = rungs.filter((pixels) => pixels > fit.pixels);
  return [fit, ...blocks.map((block) => ({ block, pixels: 1 })), ...pixels.map((pixels) => ({ block: 1, pixels }))];
}

/** The next rung from `zoom`, or the last one there is. */
export function nextZoom(zoom: Zoom, step: 1 | -1, fit: Zoom): Zoom {
  const ladder = zoomLadder(fit);
  const scale = ({ block, pixels }: Zoom) => pixels / block;
  const next =
    step > 0 ? ladder.find((rung) => scale(rung) > scale(zoom)) : ladder.findLast((rung) => scale(rung) < scale(zoom));
  return next ?? (step > 0 ? (ladder.at(-1) as Zoom) : fit);
}

/** The same view, moved so that it shows as much of the matrix as it can. */
export function clampView(view: View, extent: Extent, room: Room): View {
  const { box } = room;
  const whole = wholeSize(extent, view.zoom, room);
  const inside = (at: number, size: number, room: number) => Math.max(0, Math.min(Math.round(at), size - room));
  return {
    zoom: view.zoom,
    left: inside(view.left, whole.width, box.width),
    top: inside(view.top, whole.height, box.height),
  };
}

/** Another zoom, with the weight under `at` (device pixels in the box) where it was. */
export function zoomAround(view: View, zoom: Zoom, at: Point, extent: Extent, room: Room): View {
  const before = cellSize(extent, view.zoom, room);
  const after = cellSize(extent, zoom, room);
  const move = (start: number, pointer: number, from: number, to: number) => {
    const weight = ((start + pointer) / from) * view.zoom.block;
    return Math.round((weight / zoom.block) * to - pointer);
  };
  return {
    zoom,
    left: move(view.left, at.x, before.width, after.width),
    top: move(view.top, at.y, before.height, after.height),
  };
}

export function sameZoom(a: Zoom, b: Zoom): boolean {
  return a.block === b.block && a.pixels === b.pixels;
}

/** A place of a matrix, in cells of a view's zoom. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** The view moved as little as it takes for a cell to be inside it. */
export function viewWith(view: View, { row, column }: CellPlace, cell: Size, shown: Size): View {
  const into = (start: number, at: number, size: number, room: number) =>
    Math.min(at * size, Math.max(start, (at + 1) * size - room));
  return {
    zoom: view.zoom,
    left: into(view.left, column, cell.width, shown.width),
    top: into(view.top, row, cell.height, shown.height),
  };
}

/** The cells that are seen, in cells of the view's zoom, ends exclusive. */
export interface VisibleCells {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
}

export function visibleCells(view: View, extent: Extent, shown: Size, cell: Size): VisibleCells {
  const { block } = view.zoom;
  return {
    rowStart: Math.floor(view.top / cell.height),
    rowEnd: Math.min(Math.ceil(extent.rows / block), Math.ceil((view.top + shown.height) / cell.height)),
    columnStart: Math.floor(view.left / cell.width),
    columnEnd: Math.min(Math.ceil(extent.columns / block), Math.ceil((view.left + shown.width) / cell.width)),
  };
}

/** The cell under a point of the box; undefined beyond the matrix. */
export function cellAt(view: View, extent: Extent, at: Point, cell: Size): CellPlace | undefined {
  const row = Math.floor((view.top + at.y) / cell.height);
  const column = Math.floor((view.left + at.x) / cell.width);
  const { block } = view.zoom;
  const isInside = row >= 0 && column >= 0 && row * block < extent.rows && column * block < extent.columns;
  return isInside ? { row, column } : undefined;
}

/** For the zoom control: how large a weight is drawn, in CSS pixels, or how many share a device pixel. */
export function zoomText({ block, pixels }: Zoom, pixelRatio: number): string {
  if (block > 1) return `1 : ${block}`;
  return `${Number((pixels / pixelRatio).toFixed(1))} px`;
}
