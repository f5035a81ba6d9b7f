/**
 * Passes of a run whose last prune event is at pass `last`: a third of them, at least, is left for the network to
 * recover. Rounded up to what a person would write.
 */
export function passesWithRecovery(last: number): number {
  const least = Math.ceil((last + 1) * 1.5);
  const step = least > 50 ? 10 : least > 20 ? 5 : 1;
  return Math.ceil(least / step) * step;
}
