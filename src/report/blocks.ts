import { type Cells, type CellWindow, wholeWindow } from "../heatmap/cells.ts";
import type { BlocksOfTensor } from "../protocol/embeddedRun.ts";
import type { MatrixLayout } from "../pruning/matrixLayout.ts";
import { pack } from "./pack.ts";

/** Blocks on the longer side of a matrix, at most: a picture of it, not of its weights. */
const longestSide = 128;

/**
 * A tensor as the means of blocks, after each of its events.
 *
 * @param cellsAfter the cells of a window after an event
 */
export async function blocksOfTensor(
  { name, events, masked }: Pick<BlocksOfTensor, "name" | "events" | "masked">,
  layout: MatrixLayout,
  cellsAfter: (window: CellWindow, event: number) => Cells | Promise<Cells>,
): Promise<BlocksOfTensor> {
  const block = Math.max(1, Math.ceil(Math.max(layout.rows, layout.columns) / longestSide));
  const window = wholeWindow(layout, block);
  const newest = await cellsAfter(window, events);
  const size = newest.kept.length;
  const kept = new Uint8Array(size * (events + 1));
  for (let event = 0; event < events; event++) kept.set((await cellsAfter(window, event)).kept, event * size);
  kept.set(newest.kept, events * size);
  const { rows, columns, level } = newest;
  return {
    kind: "blocks",
    name,
    events,
    masked,
    block,
    rows,
    columns,
    kept: await pack(kept),
    level: await pack(level),
  };
}
