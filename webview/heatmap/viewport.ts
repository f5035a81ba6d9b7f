import { gutterOf } from "./axisTicks.ts";
import { type Frame, frameOf } from "./frame.ts";
import { cellUnder, type HeatmapInput, type Scene, sceneOf } from "./scene.ts";
import { tensorAxes } from "./tensorAxes.ts";
import {
  type CellPlace,
  clampView,
  nextZoom,
  type Point,
  sameZoom,
  type View,
  viewWith,
  zoomAround,
  zoomLadder,
  zoomText,
} from "./zoom.ts";

/** Where a map looks, and how that changes. Points are CSS pixels from the map's corner. */
export class Viewport {
  #input: HeatmapInput | undefined;
  #frame: Frame | undefined;
  #view: View = { zoom: { block: 1, pixels: 1 }, left: 0, top: 0 };
  #scene: Scene | undefined;

  /** As it was drawn last; undefined before it has been laid out. */
  get scene(): Scene | undefined {
    return this.#scene;
  }

  /** Whether the whole matrix is shown. */
  get isWhole(): boolean {
    return this.#frame !== undefined && sameZoom(this.#view.zoom, this.#frame.fit);
  }

  get view(): View {
    return this.#view;
  }

  /** Looks somewhere else. */
  show(view: View): void {
    this.#view = view;
  }

  /** Weights a cell, from the whole matrix to single weights. */
  get blocks(): number[] {
    return this.#frame ? zoomLadder(this.#frame.fit).map(({ block }) => block) : [];
  }

  /**
   * Makes room for a map in a host of this width. Another matrix is shown whole, and so is one that was before.
   *
   * @returns the height that it takes, CSS pixels
   */
  layOut(input: HeatmapInput, width: number, maxHeight: number, pixelRatio: number): number {
    const { tensor, layout } = input;
    const before = this.#input;
    const isNew = before?.tensor.name !== tensor.name || before.layout.rows !== layout.rows;
    const wasWhole = !this.#frame || this.isWhole;
    const gutter = gutterOf(tensorAxes(tensor, layout), tensor.shape, layout.rows, layout.blockRows);
    const frame = frameOf(layout, gutter, width, maxHeight, pixelRatio);
    const isOnLadder = zoomLadder(frame.fit).some((zoom) => sameZoom(zoom, this.#view.zoom));
    if (isNew || wasWhole || !isOnLadder) this.#view = { zoom: frame.fit, left: 0, top: 0 };
    this.#input = input;
    this.#frame = frame;
    return frame.height;
  }

  /** What is to be drawn now. */
  look(): Scene | undefined {
    if (!this.#input || !this.#frame) return undefined;
    this.#view = clampView(this.#view, this.#input.layout, this.#frame.room);
    this.#scene = sceneOf(this.#input, this.#frame, this.#view);
    return this.#scene;
  }

  panBy(x: number, y: number): void {
    const ratio = this.#frame?.room.pixelRatio ?? 1;
    const { left, top } = this.#view;
    this.#view = { ...this.#view, left: left + Math.round(x * ratio), top: top + Math.round(y * ratio) };
  }

  /**
   * @param at what stays where it is; the middle where undefined
   * @returns whether there was a rung to go to
   */
  zoomBy(step: 1 | -1, at: Point | undefined): boolean {
    if (!this.#frame || !this.canZoom(step)) return false;
    this.#zoomTo(nextZoom(this.#view.zoom, step, this.#frame.fit), at);
    return true;
  }

  fit(): void {
    if (this.#frame) this.#zoomTo(this.#frame.fit, undefined);
  }

  canZoom(step: 1 | -1): boolean {
    const { zoom } = this.#view;
    return this.#frame !== undefined && !sameZoom(nextZoom(zoom, step, this.#frame.fit), zoom);
  }

  zoomText(): string {
    return zoomText(this.#view.zoom, this.#frame?.room.pixelRatio ?? 1);
  }

  /** Puts a weight into the middle. */
  centre(row: number, column: number): void {
    if (!this.#scene) return;
    const { cell, shown } = this.#scene;
    const { block } = this.#view.zoom;
    this.#view = {
      ...this.#view,
      left: Math.round((column / block) * cell.width - shown.width / 2),
      top: Math.round((row / block) * cell.height - shown.height / 2),
    };
  }

  /** The cell so many cells from another, or from the middle; the view follows it. */
  step(from: CellPlace | undefined, columns: number, rows: number): CellPlace | undefined {
    if (!this.#scene) return undefined;
    const { cells, cell, shown, input } = this.#scene;
    const within = (at: number, weights: number) =>
      Math.max(0, Math.min(Math.ceil(weights / this.#view.zoom.block) - 1, at));
    const { row, column } = from ?? {
      row: Math.floor((cells.rowStart + cells.rowEnd) / 2),
      column: Math.floor((cells.columnStart + cells.columnEnd) / 2),
    };
    const to = { row: within(row + rows, input.layout.rows), column: within(column + columns, input.layout.columns) };
    this.#view = viewWith(this.#view, to, cell, shown);
    return to;
  }

  cellUnder(at: Point): CellPlace | undefined {
    return this.#scene && cellUnder(this.#scene, at);
  }

  #zoomTo(zoom: View["zoom"], at: Point | undefined): void {
    if (!this.#input || !this.#frame || !this.#scene) return;
    const { shown, pixelRatio } = this.#scene;
    const anchor = at ? { x: at.x * pixelRatio, y: at.y * pixelRatio } : { x: shown.width / 2, y: shown.height / 2 };
    this.#view = zoomAround(this.#view, zoom, anchor, this.#input.layout, this.#frame.room);
  }
}
