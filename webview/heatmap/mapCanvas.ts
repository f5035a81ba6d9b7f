import type { CellWindow } from "../../src/heatmap/cells.ts";
import { notMeasured } from "../../src/runs/figures.ts";
import { paintCells, paintWeights } from "./paint.ts";
import { type Inks, inksOf, readableOn, rgbOf } from "./palette.ts";
import { type Scene, visibleWeights } from "./scene.ts";
import type { Picture, Reading } from "./source.ts";
import { currentPalette } from "./themeColours.ts";
import { weightText } from "./weightText.ts";
import type { VisibleCells } from "./zoom.ts";

/** From this size, in CSS pixels, a cell has room for its value. */
const valuesFrom = 40;

/** The map itself: one pixel a cell in a canvas of its own, from which it is drawn as large as the zoom wants it. */
export class MapCanvas {
  readonly node = document.createElement("canvas");
  readonly #context = contextOf(this.node);
  readonly #cells = document.createElement("canvas");
  readonly #cellsContext = contextOf(this.#cells);
  /** Grows to what was needed most, and is painted again and again. */
  #pixels = new Uint8ClampedArray(0);
  #inks: { readonly key: string; readonly inks: Inks } | undefined;

  /** @returns whether there was anything to paint yet */
  paint(scene: Scene): boolean {
    const { node } = this;
    const { frame, shown, pixelRatio, view, input } = scene;
    resize(node, shown.width, shown.height);
    node.style.left = `${frame.left}px`;
    node.style.top = `${frame.top}px`;
    node.style.width = `${shown.width / pixelRatio}px`;
    node.style.height = `${shown.height / pixelRatio}px`;
    const window: CellWindow = { ...visibleWeights(scene), block: view.zoom.block };
    const picture = input.source.picture(window, input.event);
    const inks = this.#inksOf(scene);
    this.#context.imageSmoothingEnabled = false;
    if (picture) this.#drawPicture(scene, picture, inks);
    else this.#context.clearRect(0, 0, node.width, node.height);
    if (picture && Math.min(scene.cell.width, scene.cell.height) / pixelRatio >= valuesFrom)
      this.#drawValues(scene, inks);
    return picture !== undefined;
  }

  /** Colours change with the theme. */
  forgetColours(): void {
    this.#inks = undefined;
  }

  #inksOf({ input: { mode, plannedEvents } }: Scene): Inks {
    const key = `${mode}/${plannedEvents}`;
    if (this.#inks?.key !== key) this.#inks = { key, inks: inksOf(currentPalette(), mode, plannedEvents) };
    return this.#inks.inks;
  }

  #drawPicture(scene: Scene, picture: Picture, inks: Inks): void {
    if (picture.kind === "weights") {
      const part = scene.cells;
      const pixels = this.#pixelsFor(part);
      paintWeights(picture.matrix, scene.input.event, part, inks, pixels);
      this.#drawPixels(scene, part, 1);
      return;
    }
    const { cells, window } = picture;
    const weights = visibleWeights(scene);
    const rowOffset = window.rowStart / window.block;
    const columnOffset = window.columnStart / window.block;
    const part = {
      rowStart: Math.max(0, Math.floor((weights.rowStart - window.rowStart) / window.block)),
      rowEnd: Math.min(cells.rows, Math.ceil((weights.rowEnd - window.rowStart) / window.block)),
      columnStart: Math.max(0, Math.floor((weights.columnStart - window.columnStart) / window.block)),
      columnEnd: Math.min(cells.columns, Math.ceil((weights.columnEnd - window.columnStart) / window.block)),
    };
    paintCells(cells, part, inks, this.#pixelsFor(part));
    const inMatrix = {
      rowStart: part.rowStart + rowOffset,
      rowEnd: part.rowEnd + rowOffset,
      columnStart: part.columnStart + columnOffset,
      columnEnd: part.columnEnd + columnOffset,
    };
    this.#drawPixels(scene, inMatrix, window.block);
  }

  #pixelsFor(part: VisibleCells): Uint32Array {
    const size = (part.rowEnd - part.rowStart) * (part.columnEnd - part.columnStart);
    if (this.#pixels.length < 4 * size) this.#pixels = new Uint8ClampedArray(4 * size);
    return new Uint32Array(this.#pixels.buffer, 0, size);
  }

  /** @param block weights a cell of the picture, which may be another than the view's until a better picture comes */
  #drawPixels({ view, cell }: Scene, part: VisibleCells, block: number): void {
    const rows = part.rowEnd - part.rowStart;
    const columns = part.columnEnd - part.columnStart;
    if (this.#cells.width < columns || this.#cells.height < rows) {
      resize(this.#cells, Math.max(columns, this.#cells.width), Math.max(rows, this.#cells.height));
    }
    this.#cellsContext.putImageData(new ImageData(this.#pixels.subarray(0, 4 * rows * columns), columns, rows), 0, 0);
    const width = (cell.width * block) / view.zoom.block;
    const height = (cell.height * block) / view.zoom.block;
    const left = Math.round(part.columnStart * width) - view.left;
    const top = Math.round(part.rowStart * height) - view.top;
    this.#context.drawImage(this.#cells, 0, 0, columns, rows, left, top, columns * width, rows * height);
  }

  #drawValues({ input: { source, event }, cells, cell, view, pixelRatio }: Scene, inks: Inks): void {
    const context = this.#context;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `${11 * pixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
    for (let row = cells.rowStart; row < cells.rowEnd; row++)
      for (let column = cells.columnStart; column < cells.columnEnd; column++) {
        const reading = source.read(row, column, 1, event);
        if (!reading) continue;
        const isKept = reading.kept > 0;
        const [x, y] = [(column + 0.5) * cell.width - view.left, (row + 0.5) * cell.height - view.top];
        const ink = isKept ? inks.kept[reading.level] : inks.pruned[reading.event];
        context.fillStyle = readableOn(rgbOf(ink));
        context.globalAlpha = isKept ? 1 : 0.75;
        context.fillText(valueText(reading), x, y);
      }
    context.globalAlpha = 1;
  }
}

/** A pruned weight's event, where one is known; a weight that a later event removed was not zero yet. */
function valueText({ kept, event, later, value, magnitude }: Reading): string {
  if (kept === 0) return event === 0 ? "0" : `e${event}`;
  if (later !== 0 && value === 0) return notMeasured;
  if (value !== undefined) return weightText(value);
  return magnitude === undefined ? "" : `≈${weightText(magnitude)}`;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser has no canvas.");
  return context;
}

/** Sets a size where it is another one: setting it clears the canvas. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
