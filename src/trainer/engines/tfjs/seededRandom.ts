import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * Runs `work` with a `Math.random` that depends on (seed, stream) alone.
 *
 * Every initialiser, dropout and noise of TensorFlow.js that has no seed of its own draws one from
 * `Math.random`, in all of its layers and engines. Seeding it there makes a run repeatable, and makes step n
 * of a run that is taken up again draw what step n of an uninterrupted run draws.
 */
export function withSeededRandom<Result>(seed: number, stream: number, work: () => Result): Result {
  const generator = xoroshiro128plus(seed ^ Math.imul(stream + 1, 0x9e3779b1));
  const original = Math.random;
  Math.random = () => uniformFloat64(generator);
  try {
    return work();
  } finally {
    Math.random = original;
  }
}
