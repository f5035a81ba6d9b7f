/** What loops over all weights ask of each, without a branch: whether one is kept is as good as random. */

/** All ones where 1 <= prunedAt <= event, else zero: whether the event, or one before it, has removed the weight. */
export function removedBits(prunedAt: number, event: number): number {
  return ((prunedAt - 1 - event) >> 31) & ~((prunedAt - 1) >> 31);
}

/** 1 for a level other than 0, which carries into bit 8 when 255 is added. */
export function nonZero(level: number): number {
  return (level + 255) >> 8;
}
