/** Rows of a long list that are worth drawing, `end` exclusive. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** A list this much longer than its view is drawn whole: nothing is saved by less. */
const generosity = 2;

/**
 * @param offset pixels scrolled
 * @param inView rows that are visible at once
 */
export function visibleRows(count: number, rowHeight: number, offset: number, inView: number): RowWindow {
  if (count <= generosity * inView) return { first: 0, end: count };
  const top = Math.floor(offset / rowHeight);
  const margin = Math.floor(((generosity - 1) * inView) / 2);
  const first = Math.max(0, Math.min(count - inView, top) - margin);
  return { first, end: Math.min(count, first + generosity * inView) };
}
