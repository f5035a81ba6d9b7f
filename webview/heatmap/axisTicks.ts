import { ticks } from "d3";
import { textWidth } from "../shared/textWidth.ts";
import { rowPixels, type Scene, visibleWeights, xOf, yOf } from "./scene.ts";
import { positionText, type TensorAxes } from "./tensorAxes.ts";

/** A label of an axis, and where its middle is, CSS pixels. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Room of a label, CSS pixels. */
const columnLabel = 48;
const rowLabel = 24;
const positionLabel = 14;
/** From this height a kernel position has numbers of its own beside its name. */
const numberedPosition = 72;

/** Room left of the map: the axis' name, kernel positions, the numbers of rows. */
export function gutterOf(axes: TensorAxes, shape: readonly number[], rows: number, blockRows: number): number {
  const title = axes.row.long === "" ? 0 : 18;
  const numbers = axes.row.long === "" ? 0 : textWidth(String(blockRows === 1 ? rows : blockRows)) + 8;
  const last = rows / blockRows - 1;
  const positions = axes.position && last > 0 ? textWidth(positionText(shape, last)) + 8 : 0;
  const isPositionsOnly = positions > 0 && blockRows === 1;
  return Math.ceil(title + positions + (isPositionsOnly ? 0 : numbers));
}

/** Labels of the rows: names of kernel positions, and numbers where there is room for both, or nothing to name. */
export function rowLabels(scene: Scene, axes: TensorAxes): { readonly numbers: Tick[]; readonly positions: Tick[] } {
  const { rows, blockRows } = scene.input.layout;
  const hasPositions = axes.position !== undefined && rows > blockRows;
  const isNumbered = axes.row.long !== "" && (!hasPositions || rowPixels(scene, blockRows) >= numberedPosition);
  return { numbers: isNumbered ? rowTicks(scene) : [], positions: hasPositions ? positionTicks(scene) : [] };
}

/** Numbers of columns. */
export function columnTicks(scene: Scene): Tick[] {
  const { shown, pixelRatio, view } = scene;
  const { columnStart, columnEnd } = visibleWeights(scene);
  return wholeTicks(columnStart, columnEnd, shown.width / pixelRatio, columnLabel)
    .map((tick) => ({ at: xOf(scene, middleOf(tick, view.zoom.block)), text: String(tick) }))
    .filter(({ at }) => at >= scene.frame.left && at <= scene.frame.left + shown.width / pixelRatio);
}

/** Numbers of rows, within each kernel position where there are several. */
function rowTicks(scene: Scene): Tick[] {
  const { view, pixelRatio, frame, shown, input } = scene;
  const { block } = view.zoom;
  const { rows, blockRows } = input.layout;
  const { rowStart, rowEnd } = visibleWeights(scene);
  const found: Tick[] = [];
  for (let start = Math.floor(rowStart / blockRows) * blockRows; start < rowEnd; start += blockRows) {
    // Positions all have the same numbers, those too of which only a part is seen.
    const [from, to] = blockRows === rows ? [rowStart, rowEnd] : [0, blockRows];
    for (const tick of wholeTicks(from, to, rowPixels(scene, to - from), rowLabel)) {
      const at = yOf(scene, middleOf(start + tick, block));
      // The number of a position's first row would touch that of the last row before it.
      const isFree = found.length === 0 || at - (found.at(-1) as Tick).at >= positionLabel;
      if (at >= frame.top && at <= frame.top + shown.height / pixelRatio && isFree)
        found.push({ at, text: String(tick) });
    }
  }
  return found;
}

/** Names of kernel positions, in the middle of what is seen of each. */
function positionTicks(scene: Scene): Tick[] {
  const { view, pixelRatio, frame, shown, input } = scene;
  const { blockRows } = input.layout;
  const { rowStart, rowEnd } = visibleWeights(scene);
  const blockPixels = rowPixels(scene, blockRows);
  const every = Math.max(1, Math.ceil(positionLabel / blockPixels));
  const found: Tick[] = [];
  for (let position = Math.floor(rowStart / blockRows); position * blockRows < rowEnd; position++) {
    if (position % every !== 0) continue;
    const from = Math.max(frame.top, yOf(scene, (position * blockRows) / view.zoom.block));
    const to = Math.min(
      frame.top + shown.height / pixelRatio,
      yOf(scene, ((position + 1) * blockRows) / view.zoom.block),
    );
    if (to - from < Math.min(blockPixels, 10)) continue;
    found.push({ at: (from + to) / 2, text: positionText(input.tensor.shape, position) });
  }
  return found;
}

/** Whole numbers from `start` to `end` (exclusive) that are worth a label, with about `room` pixels for each. */
function wholeTicks(start: number, end: number, pixels: number, room: number): number[] {
  const wanted = Math.max(1, Math.floor(pixels / room));
  return ticks(start, end, wanted).filter((tick) => Number.isInteger(tick) && tick < end);
}

/** In cells: the middle of a single weight, the place of a weight inside a cell of many. */
function middleOf(weight: number, block: number): number {
  return block === 1 ? weight + 0.5 : weight / block;
}
