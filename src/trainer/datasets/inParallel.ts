/** Enough to keep the decoder's threads busy while finished images are stored. */
const inFlight = 8;

/**
 * Does `work` for 0..count−1, a few at once. Once one has failed no more are begun; rejects with the first failure when
 * those under way are over.
 */
export async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  async function worker(): Promise<void> {
    while (next < count && failures.length === 0) {
      await work(next++).catch((error: unknown) => failures.push(error));
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker));
  if (failures.length > 0) throw failures[0];
}
