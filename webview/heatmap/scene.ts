import type { MatrixLayout } from "../../src/pruning/matrixLayout.ts";
import type { Frame } from "./frame.ts";
import type { HeatmapMode } from "./modes.ts";
import type { CellSource } from "./source.ts";
import type { NamedTensor } from "./tensorAxes.ts";
import type { MapSubject } from "./words.ts";
import {
  type CellPlace,
  cellAt,
  cellSize,
  type Point,
  type Size,
  type View,
  type VisibleCells,
  visibleCells,
  wholeSize,
} from "./zoom.ts";

/** What a heatmap is asked to show. */
export interface HeatmapInput {
  readonly tensor: NamedTensor;
  readonly layout: MatrixLayout;
  /** Weights where left out. */
  readonly of?: MapSubject;
  readonly source: CellSource;
  readonly mode: HeatmapMode;
  /** Masks as they were after this event; 0 before the first. Means nothing without a mask history. */
  readonly event: number;
  /** Pass of each event, by its number less one. */
  readonly eventPasses: readonly number[];
  /** Events of the whole run, those to come too. */
  readonly plannedEvents: number;
}

/** All that decides one drawing. */
export interface Scene {
  readonly input: HeatmapInput;
  readonly frame: Frame;
  readonly view: View;
  readonly pixelRatio: number;
  /** Device pixels of a cell, and of what is seen of the map. */
  readonly cell: Size;
  readonly shown: Size;
  readonly cells: VisibleCells;
}

export function sceneOf(input: HeatmapInput, frame: Frame, view: View): Scene {
  const { layout } = input;
  const { room } = frame;
  const whole = wholeSize(layout, view.zoom, room);
  const shown = {
    width: Math.min(room.box.width, whole.width - view.left),
    height: Math.min(room.box.height, whole.height - view.top),
  };
  const cell = cellSize(layout, view.zoom, room);
  const cells = visibleCells(view, layout, shown, cell);
  return { input, frame, view, pixelRatio: room.pixelRatio, cell, shown, cells };
}

/** Place of a cell's left edge in the drawing, CSS pixels. Fractions lie inside the cell. */
export function xOf({ frame, view, cell, pixelRatio }: Scene, column: number): number {
  return frame.left + (column * cell.width - view.left) / pixelRatio;
}

export function yOf({ frame, view, cell, pixelRatio }: Scene, row: number): number {
  return frame.top + (row * cell.height - view.top) / pixelRatio;
}

/** The weights that are seen, ends exclusive. */
export function visibleWeights({ input: { layout }, view, cells }: Scene): VisibleCells {
  const { block } = view.zoom;
  return {
    rowStart: cells.rowStart * block,
    rowEnd: Math.min(layout.rows, cells.rowEnd * block),
    columnStart: cells.columnStart * block,
    columnEnd: Math.min(layout.columns, cells.columnEnd * block),
  };
}

/** Height of so many rows, CSS pixels. */
export function rowPixels({ cell, view, pixelRatio }: Scene, rows: number): number {
  return (rows * cell.height) / view.zoom.block / pixelRatio;
}

/** What is seen of the map, CSS pixels. */
export function shownPixels({ shown, pixelRatio }: Scene): { readonly width: number; readonly height: number } {
  return { width: shown.width / pixelRatio, height: shown.height / pixelRatio };
}

/** @param at CSS pixels from the map's corner */
export function cellUnder({ view, input, cell, pixelRatio }: Scene, at: Point): CellPlace | undefined {
  return cellAt(view, input.layout, { x: at.x * pixelRatio, y: at.y * pixelRatio }, cell);
}
