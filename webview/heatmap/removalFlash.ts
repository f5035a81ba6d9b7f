import type { LevelMatrix } from "../../src/heatmap/aggregate.ts";
import type { Cells, CellWindow } from "../../src/heatmap/cells.ts";
import { pixelOf } from "./palette.ts";
import { type Scene, visibleWeights } from "./scene.ts";
import { currentPalette } from "./themeColours.ts";
import type { VisibleCells } from "./zoom.ts";

const milliseconds = 700;

/**
 * What prune events have just removed, in gold, fading: motion that shows which weights went. Not shown to who wants
 * reduced motion, and gone as soon as the map moves.
 */
export class RemovalFlash {
  readonly node = document.createElement("canvas");
  #animation: Animation | undefined;

  constructor() {
    this.node.className = "removal-flash";
    this.node.hidden = true;
  }

  /** @param from the event shown before, below the scene's own */
  show(scene: Scene, from: number): void {
    const pixels = wantsReducedMotion() ? undefined : removedPixels(scene, from);
    if (!pixels) return;
    const { node } = this;
    const { cells, cell, view, shown, frame, pixelRatio } = scene;
    const columns = cells.columnEnd - cells.columnStart;
    const small = document.createElement("canvas");
    small.width = columns;
    small.height = cells.rowEnd - cells.rowStart;
    small.getContext("2d")?.putImageData(new ImageData(pixels, columns), 0, 0);
    node.width = shown.width;
    node.height = shown.height;
    Object.assign(node.style, {
      left: `${frame.left}px`,
      top: `${frame.top}px`,
      width: `${shown.width / pixelRatio}px`,
      height: `${shown.height / pixelRatio}px`,
    });
    const context = node.getContext("2d");
    if (!context) return;
    context.imageSmoothingEnabled = false;
    const left = cells.columnStart * cell.width - view.left;
    const top = cells.rowStart * cell.height - view.top;
    context.drawImage(small, left, top, small.width * cell.width, small.height * cell.height);
    node.hidden = false;
    this.#animation = node.animate([{ opacity: 1 }, { opacity: 0 }], { duration: milliseconds, easing: "ease-in" });
    this.#animation.onfinish = () => this.hide();
  }

  hide(): void {
    this.node.hidden = true;
    this.#animation?.cancel();
    this.#animation = undefined;
  }
}

/** Gold where weights went, as opaque as their share of the cell; undefined where pictures are missing. */
function removedPixels(scene: Scene, from: number): Uint8ClampedArray<ArrayBuffer> | undefined {
  const { input, view, cells } = scene;
  const window = { ...visibleWeights(scene), block: view.zoom.block };
  const before = input.source.picture(window, from);
  const after = input.source.picture(window, input.event);
  const pixels = new Uint32Array((cells.columnEnd - cells.columnStart) * (cells.rowEnd - cells.rowStart));
  const gold = pixelOf(currentPalette().event(1)) & 0x00ffffff;
  if (before?.kind === "weights") paintRemovedWeights(before.matrix, from, input.event, cells, gold, pixels);
  else if (before && after?.kind === "cells" && isComparable(before, after, window)) {
    const { rowStart, columnStart, block } = before.window;
    const part = {
      rowStart: cells.rowStart - rowStart / block,
      rowEnd: cells.rowEnd - rowStart / block,
      columnStart: cells.columnStart - columnStart / block,
      columnEnd: cells.columnEnd - columnStart / block,
    };
    paintRemovedCells(before.cells, after.cells, part, gold, pixels);
  } else return undefined;
  return new Uint8ClampedArray(pixels.buffer);
}

/** Whether two pictures have the same cells, and those are the ones that are seen. */
function isComparable(before: { window: CellWindow }, after: { window: CellWindow }, seen: CellWindow): boolean {
  const sides = ["rowStart", "rowEnd", "columnStart", "columnEnd", "block"] as const;
  return before.window.block === seen.block && sides.every((side) => before.window[side] === after.window[side]);
}

/** @param gold without its opacity */
function paintRemovedWeights(
  { columns, prunedAt }: LevelMatrix,
  from: number,
  to: number,
  part: VisibleCells,
  gold: number,
  pixels: Uint32Array,
): void {
  const width = part.columnEnd - part.columnStart;
  for (let row = part.rowStart, pixel = 0; row < part.rowEnd; row++) {
    const start = row * columns + part.columnStart;
    for (let i = start; i < start + width; i++, pixel++) {
      const removedAt = prunedAt ? prunedAt[i] : 0;
      pixels[pixel] = removedAt > from && removedAt <= to ? gold | 0xff000000 : 0;
    }
  }
}

function paintRemovedCells(before: Cells, after: Cells, part: VisibleCells, gold: number, pixels: Uint32Array): void {
  const width = part.columnEnd - part.columnStart;
  for (let row = part.rowStart, pixel = 0; row < part.rowEnd; row++) {
    const start = row * before.columns + part.columnStart;
    for (let i = start; i < start + width; i++, pixel++) {
      pixels[pixel] = gold | ((before.kept[i] - after.kept[i]) << 24);
    }
  }
}

function wantsReducedMotion(): boolean {
  return (
    matchMedia("(prefers-reduced-motion: reduce)").matches || document.body.classList.contains("vscode-reduce-motion")
  );
}
