import type { Cells } from "../../src/heatmap/cells.ts";
import { type Scene, visibleWeights } from "./scene.ts";
import { currentPalette } from "./themeColours.ts";

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
  if (!before || !after) return undefined;
  const [red, green, blue] = currentPalette().event(1);
  const columns = cells.columnEnd - cells.columnStart;
  const pixels = new Uint8ClampedArray(4 * columns * (cells.rowEnd - cells.rowStart));
  let to = 0;
  const put = (share: number) => {
    pixels[to] = red;
    pixels[to + 1] = green;
    pixels[to + 2] = blue;
    pixels[to + 3] = share;
    to += 4;
  };
  for (let row = cells.rowStart; row < cells.rowEnd; row++)
    for (let column = cells.columnStart; column < cells.columnEnd; column++) {
      if (before.kind === "weights") {
        const removedAt = before.matrix.prunedAt?.[row * before.matrix.columns + column] ?? 0;
        put(removedAt > from && removedAt <= input.event ? 255 : 0);
      } else if (after.kind === "cells" && before.window.block === view.zoom.block && sameWindow(before, after)) {
        const { rowStart, columnStart, block } = before.window;
        const i = (row - rowStart / block) * before.cells.columns + column - columnStart / block;
        put(before.cells.kept[i] - after.cells.kept[i]);
      } else return undefined;
    }
  return pixels;
}

function sameWindow(a: { readonly cells: Cells; readonly window: object }, b: typeof a): boolean {
  return JSON.stringify(a.window) === JSON.stringify(b.window);
}

function wantsReducedMotion(): boolean {
  return (
    matchMedia("(prefers-reduced-motion: reduce)").matches || document.body.classList.contains("vscode-reduce-motion")
  );
}
