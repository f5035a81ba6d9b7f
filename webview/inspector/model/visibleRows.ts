/** The rows that a list of rows of one height must have in the page: those in sight, and a few around them. */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrolled: number,
  height: number,
): { readonly start: number; readonly end: number } {
  const spare = 6;
  const start = Math.max(0, Math.floor(scrolled / rowHeight) - spare);
  return { start, end: Math.min(count, Math.ceil((scrolled + height) / rowHeight) + spare) };
}
