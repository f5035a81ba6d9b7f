/** Rows of a long list that are worth drawing, `end` exclusive. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** Rows that are drawn beyond each end of what is in view, for the next notch of the wheel. */
const margin = 5;

/**
 * @param offset pixels scrolled
 * @param inView rows that are visible at once
 */
export function visibleRows(count: number, rowHeight: number, offset: number, inView: number): RowWindow {
  const top = Math.min(Math.floor(offset / rowHeight), Math.max(0, count - inView));
  return { first: Math.max(0, top - margin), end: Math.min(count, top + inView + margin + 1) };
}
