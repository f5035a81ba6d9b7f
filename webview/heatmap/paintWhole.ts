import { wholeWindow } from "../../src/heatmap/cells.ts";
import { paintCells, paintWeights } from "./paint.ts";
import { inksOf } from "./palette.ts";
import type { HeatmapInput } from "./scene.ts";
import { currentPalette } from "./themeColours.ts";
import { cellSize, fitZoom, type Size } from "./zoom.ts";

/**
 * Paints a whole matrix as large as a box of CSS pixels allows, at a whole-number zoom, and gives the canvas its size.
 *
 * @returns whether there was anything to paint yet
 */
export function paintWhole(
  canvas: HTMLCanvasElement,
  { layout, source, mode, event, plannedEvents }: Omit<HeatmapInput, "tensor" | "eventPasses">,
  box: Size,
  pixelRatio: number,
): boolean {
  const room = { box: { width: box.width * pixelRatio, height: box.height * pixelRatio }, pixelRatio };
  const zoom = fitZoom(layout, room);
  const cell = cellSize(layout, zoom, room);
  const part = {
    rowStart: 0,
    rowEnd: Math.ceil(layout.rows / zoom.block),
    columnStart: 0,
    columnEnd: Math.ceil(layout.columns / zoom.block),
  };
  canvas.width = part.columnEnd * cell.width;
  canvas.height = part.rowEnd * cell.height;
  canvas.style.width = `${canvas.width / pixelRatio}px`;
  canvas.style.height = `${canvas.height / pixelRatio}px`;
  const picture = source.picture(wholeWindow(layout, zoom.block), event);
  const context = canvas.getContext("2d");
  if (!picture || !context) return false;
  const inks = inksOf(currentPalette(), mode, plannedEvents);
  const shown =
    picture.kind === "weights"
      ? part
      : { rowStart: 0, rowEnd: picture.cells.rows, columnStart: 0, columnEnd: picture.cells.columns };
  const bytes = new Uint8ClampedArray(4 * shown.rowEnd * shown.columnEnd);
  const pixels = new Uint32Array(bytes.buffer);
  if (picture.kind === "weights") paintWeights(picture.matrix, event, shown, inks, pixels);
  else paintCells(picture.cells, shown, inks, pixels);
  const small = new OffscreenCanvas(shown.columnEnd, shown.rowEnd);
  small.getContext("2d")?.putImageData(new ImageData(bytes, shown.columnEnd), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  return true;
}
