import { rowPixels, type Scene, shownPixels, visibleWeights, xOf, yOf } from "./scene.ts";

/** Lines over and around a map, as SVG paths. */

/** From this size, in CSS pixels, cells are told apart by lines. */
const gridFrom = 10;
/**
 * Kernel positions are told apart from this height on; over the map only where a line does not hide a row of weights.
 */
const positionsFrom = 6;
const separatedFrom = 4;
const markLength = 5;

export function edgePath(scene: Scene): string {
  const { left, top } = scene.frame;
  const { width, height } = shownPixels(scene);
  return `M${left - 0.5} ${top - 0.5}h${width + 1}v${height + 1}h${-width - 1}z`;
}

/** Between cells, on the first device pixel of each. */
export function gridPath(scene: Scene): string {
  const { frame, cell, cells, pixelRatio } = scene;
  const { width, height } = shownPixels(scene);
  const half = 0.5 / pixelRatio;
  let path = "";
  if (cell.width / pixelRatio >= gridFrom) {
    for (let column = cells.columnStart + 1; column < cells.columnEnd; column++)
      path += `M${xOf(scene, column) + half} ${frame.top}v${height}`;
  }
  if (cell.height / pixelRatio >= gridFrom) {
    for (let row = cells.rowStart + 1; row < cells.rowEnd; row++)
      path += `M${frame.left} ${yOf(scene, row) + half}h${width}`;
  }
  return path;
}

/** Between kernel positions: over the map, and beside it. */
export function positionPaths(scene: Scene): {
  readonly over: string;
  readonly beside: string;
  readonly width: number;
} {
  const { frame, input, view, cell, pixelRatio } = scene;
  const { rows, blockRows } = input.layout;
  const { width, height } = shownPixels(scene);
  const rowHeight = cell.height / pixelRatio;
  const paths = { over: "", beside: "", width: rowHeight < gridFrom ? 2 : 4 };
  if (rows <= blockRows || rowPixels(scene, blockRows) < positionsFrom) return paths;
  const { rowStart, rowEnd } = visibleWeights(scene);
  for (let row = Math.ceil((rowStart + 1) / blockRows) * blockRows; row < rowEnd; row += blockRows) {
    const y = yOf(scene, row / view.zoom.block);
    if (y <= frame.top || y >= frame.top + height) continue;
    if (rowHeight >= separatedFrom) paths.over += `M${frame.left} ${y}h${width}`;
    paths.beside += `M${frame.left - markLength} ${y}h${markLength}`;
  }
  return paths;
}
