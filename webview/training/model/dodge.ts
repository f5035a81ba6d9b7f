/**
 * Places for labels of one line of `gap`, as near to the wanted ones as they get without touching, between `low` and
 * `high` where they all fit there; else below `low`, one under the other.
 */
export function dodge(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const places = [...wanted];
  let ceiling = high;
  for (const i of order.toReversed()) {
    places[i] = Math.min(places[i], ceiling);
    ceiling = places[i] - gap;
  }
  let floor = low;
  for (const i of order) {
    places[i] = Math.max(places[i], floor);
    floor = places[i] + gap;
  }
  return places;
}
