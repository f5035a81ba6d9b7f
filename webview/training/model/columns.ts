import type { Point } from "./timeline.ts";

/** More points than pixels: what may be left out, so that what is drawn still says the same. */

/** The points of a pixel column that a line through all of them shows: the first, the lowest, the highest, the last. */
export function lineByColumns(points: readonly Point[], columnOf: (x: number) => number): readonly Point[] {
  const kept: Point[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(columnOf(points[start].x));
    let end = start;
    let low = start;
    let high = start;
    while (end < points.length && Math.floor(columnOf(points[end].x)) === column) {
      if (points[end].y < points[low].y) low = end;
      if (points[end].y > points[high].y) high = end;
      end++;
    }
    const [earlier, later] = low < high ? [low, high] : [high, low];
    kept.push(points[start]);
    if (earlier > start) kept.push(points[earlier]);
    if (later > earlier) kept.push(points[later]);
    if (end - 1 > later) kept.push(points[end - 1]);
    start = end;
  }
  return kept;
}

/** The lowest and the highest point of each column `width` pixels wide, for marks that would cover each other. */
export function extremesByColumns(points: readonly Point[], columnOf: (x: number) => number, width: number): Point[] {
  const columns = new Map<number, { low: Point; high: Point }>();
  for (const point of points) {
    const column = Math.floor(columnOf(point.x) / width);
    const known = columns.get(column);
    if (!known) columns.set(column, { low: point, high: point });
    else if (point.y < known.low.y) known.low = point;
    else if (point.y > known.high.y) known.high = point;
  }
  return [...columns.values()].flatMap(({ low, high }) => (low === high ? [low] : [low, high]));
}

/** Items at least `gap` apart, those to keep first, the earlier ones before the later ones. Ascending, as given. */
export function spaced<Item>(
  items: readonly Item[],
  placeOf: (item: Item) => number,
  gap: number,
  keep: (item: Item) => boolean = () => false,
): Item[] {
  const fixed = items.filter(keep).map(placeOf);
  let next = 0;
  let last = Number.NEGATIVE_INFINITY;
  return items.filter((item) => {
    const place = placeOf(item);
    while (next < fixed.length && fixed[next] < place) next++;
    const isKept = keep(item);
    const isFree = place - last >= gap && (fixed[next] === undefined || fixed[next] - place >= gap);
    if (isKept || isFree) last = place;
    return isKept || isFree;
  });
}
