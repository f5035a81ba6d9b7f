/** Parts of the pass axis that are shown: [first, last], in passes done. */
export type PassRange = readonly [first: number, last: number];

/** Passes that the axis shows at least. */
const shortest = 4;

/** Zooms by a factor (below 1: in) around a pass that keeps its place; undefined where everything is shown. */
export function zoomed(
  [first, last]: PassRange,
  passes: number,
  around: number,
  factor: number,
): PassRange | undefined {
  const length = Math.max(Math.min(shortest, passes), (last - first) * factor);
  if (length >= passes) return undefined;
  const place = last === first ? 0.5 : (around - first) / (last - first);
  return within(around - place * length, length, passes);
}

/** The range moved as little as it takes to show a pass. */
export function showing([first, last]: PassRange, passes: number, pass: number): PassRange {
  if (pass < first) return within(pass, last - first, passes);
  if (pass > last) return within(pass - (last - first), last - first, passes);
  return [first, last];
}

/** The range between two passes, whichever is first, in whole passes; undefined where that is everything. */
export function between(from: number, to: number, passes: number): PassRange | undefined {
  const first = Math.max(0, Math.floor(Math.min(from, to)));
  const last = Math.min(passes, Math.ceil(Math.max(from, to)));
  if (last - first >= passes || passes <= shortest) return undefined;
  return last - first < shortest ? within(first, shortest, passes) : [first, last];
}

function within(first: number, length: number, passes: number): PassRange {
  const start = Math.min(Math.max(0, first), Math.max(0, passes - length));
  return [start, Math.min(passes, start + length)];
}
