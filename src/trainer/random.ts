import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/**
 * A generator of its own for each stream of a run's seed, whatever has been drawn from others. Streams are named by
 * whole numbers: 0 splits off the test set, p + 1 orders pass p, and (p + 1, i) augments example i in it.
 */
export function generatorOf(seed: number, ...stream: readonly number[]): RandomGenerator {
  return xoroshiro128plus(stream.reduce(mix, seed));
}

/** Neighbouring numbers must not give neighbouring states: MurmurHash3's finaliser. */
function mix(seed: number, number: number): number {
  let state = (seed + Math.imul(number, 0x9e3779b9)) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return state ^ (state >>> 16);
}
