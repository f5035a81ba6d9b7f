import { percent } from "../../src/runs/figures.ts";
import { element, onWidth } from "../shared/dom.ts";
import { Axes } from "./axes.ts";
import { attachGestures, type GestureTarget } from "./gestures.ts";
import { MapCanvas } from "./mapCanvas.ts";
import { createReadoutLine } from "./readoutLine.ts";
import { RemovalFlash } from "./removalFlash.ts";
import type { HeatmapInput, Scene } from "./scene.ts";
import { tensorAxes } from "./tensorAxes.ts";
import { onPaletteChange } from "./themeColours.ts";
import { Viewport } from "./viewport.ts";
import { wordsOf } from "./words.ts";
import type { CellPlace, Point, View } from "./zoom.ts";

export interface HeatmapOptions {
  /** Room for the map, CSS pixels; asked again at each change of width. */
  maxHeight(): number;
  /** After every drawing. */
  onDraw?(scene: Scene): void;
  /** A person has moved this map: where it looks now. */
  onLook?(view: View): void;
  /** A person reads this cell of the map, or none any more. */
  onRead?(cell: CellPlace | undefined): void;
}

/** Weights drawn one by one: a canvas under SVG axes, and a line below that says what is under the pointer. */
export interface Heatmap {
  /** Shows a tensor, or the same one in another mode or at another event. Another tensor is shown whole. */
  update(input: HeatmapInput): void;
  zoom(step: 1 | -1): void;
  /** Shows the whole matrix. */
  fit(): void;
  /** Shows the part of the matrix around a weight. */
  centre(row: number, column: number): void;
  /** Looks where another map of the same matrix does. */
  look(view: View): void;
  /** Reads the cell that is read on another map. */
  read(cell: CellPlace | undefined): void;
  /** As in `2 px` or `1 : 4`. */
  zoomText(): string;
  canZoom(step: 1 | -1): boolean;
  /** What is drawn, to be saved; undefined before anything is. */
  drawing(): { readonly scene: Scene; readonly canvas: HTMLCanvasElement; readonly axes: SVGSVGElement } | undefined;
}

/**
 * Puts a heatmap into `host`. It is as wide as its host, and paints itself again when that or the theme changes.
 *
 * On the map: wheel and pinch zoom around the pointer, dragging and arrows pan, + − zoom, 0 fits, Shift with arrows
 * moves a cursor that reads weights as the pointer does.
 */
export function createHeatmap(host: HTMLElement, options: HeatmapOptions): Heatmap {
  const map = new MapCanvas();
  const axes = new Axes();
  const flash = new RemovalFlash();
  const readout = createReadoutLine();
  const viewport = new Viewport();
  map.node.tabIndex = 0;
  map.node.className = "heatmap-map";
  map.node.role = "img";
  const stage = element("div", { class: "heatmap-stage" }, map.node, flash.node, axes.node);
  host.append(stage, readout.node);

  let width = 0;
  let input: HeatmapInput | undefined;
  /** What is read: the cell under the pointer, or the one that keys have moved to. */
  let pointer: Point | undefined;
  let cursor: CellPlace | undefined;
  let isMovedByKeys = false;
  let request: number | undefined;

  const layOut = () => {
    if (!input || width === 0) return;
    stage.style.height = `${viewport.layOut(input, width, options.maxHeight(), window.devicePixelRatio || 1)}px`;
  };
  const draw = () => {
    request = undefined;
    const scene = viewport.look();
    if (!scene) return;
    if (pointer) setCursor(viewport.cellUnder(pointer));
    map.paint(scene);
    axes.draw(scene);
    drawCursor();
    // At the whole matrix a finger scrolls the page; two zoom.
    map.node.style.touchAction = viewport.isWhole ? "pan-x pan-y" : "none";
    map.node.ariaLabel = labelOf(scene.input);
    options.onDraw?.(scene);
    scene.input.source.prepare(viewport.blocks, scene.input.event);
  };
  const drawNow = () => {
    if (request !== undefined) cancelAnimationFrame(request);
    flash.hide();
    draw();
  };
  /** Several changes between two frames are drawn once. */
  const drawSoon = () => {
    flash.hide();
    request ??= requestAnimationFrame(draw);
  };
  const drawCursor = () => {
    if (!viewport.scene) return;
    axes.drawCursor(viewport.scene, cursor);
    readout.update(viewport.scene, cursor, isMovedByKeys);
    isMovedByKeys = false;
  };
  const setCursor = (cell: CellPlace | undefined) => {
    cursor = cell;
    options.onRead?.(cell);
  };
  /** The view has moved, and with it what is under a pointer that has not. */
  const moved = (at: Point | undefined) => {
    pointer = at;
    setCursor(undefined);
    options.onLook?.(viewport.view);
    drawSoon();
  };

  const target: GestureTarget = {
    panBy(x, y) {
      viewport.panBy(x, y);
      moved(undefined);
    },
    zoomBy(step, at) {
      const zoomed = viewport.zoomBy(step, at);
      if (zoomed) moved(at);
      return zoomed;
    },
    fit() {
      viewport.fit();
      moved(undefined);
    },
    point(at) {
      pointer = at;
      setCursor(at && viewport.cellUnder(at));
      drawCursor();
    },
    moveCursor(columns, rows) {
      pointer = undefined;
      setCursor(viewport.step(cursor, columns, rows));
      options.onLook?.(viewport.view);
      isMovedByKeys = true;
      drawSoon();
    },
  };
  attachGestures(map.node, target);

  onPaletteChange(() => {
    map.forgetColours();
    drawSoon();
  });
  onWidth(host, (next) => {
    width = next;
    layOut();
    // Before this very frame is painted: one that is too wide must not be seen.
    drawNow();
  });
  window.addEventListener("resize", () => {
    layOut();
    drawSoon();
  });

  return {
    update(next) {
      const before = input;
      input = next;
      const isNew = before?.tensor.name !== next.tensor.name;
      next.source.onPicture(drawSoon);
      if (isNew) {
        pointer = undefined;
        cursor = undefined;
      }
      layOut();
      // What a person has just chosen should be there in the next frame.
      drawNow();
      if (!isNew && before && viewport.scene && next.event > before.event) flash.show(viewport.scene, before.event);
    },
    zoom: (step) => void target.zoomBy(step, undefined),
    fit: () => target.fit(),
    centre(row, column) {
      viewport.centre(row, column);
      moved(undefined);
    },
    look(view) {
      viewport.show(view);
      pointer = undefined;
      drawSoon();
    },
    read(cell) {
      pointer = undefined;
      cursor = cell;
      drawCursor();
    },
    zoomText: () => viewport.zoomText(),
    canZoom: (step) => viewport.canZoom(step),
    drawing: () => viewport.scene && { scene: viewport.scene, canvas: map.node, axes: axes.node },
  };
}

function labelOf(input: HeatmapInput): string {
  const { tensor, layout, source, event } = input;
  const { row, column } = tensorAxes(tensor, layout);
  const kept = source.keptShare(event);
  const share = kept === undefined ? "" : `, ${percent(kept)} ${wordsOf(input).kept}`;
  const names = row.long === "" ? "" : ` ${row.long}`;
  return `Heatmap of ${input.of === "differences" ? "differences in " : ""}${tensor.name}: ${layout.rows} rows${names}, ${layout.columns} columns ${column.short}${share}. Arrows pan, plus and minus zoom, 0 fits, Shift with arrows reads weights.`;
}
