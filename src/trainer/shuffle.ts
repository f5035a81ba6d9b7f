import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { generatorOf } from "./random.ts";

/**
 * The order in which a pass visits its training examples: a permutation of 0..size−1.
 *
 * It depends on (seed, pass) alone and on nothing drawn before, so a run that is taken up again in the middle of a
 * pass sees the very examples that it still owes.
 */
export function shuffledOrder(size: number, seed: number, pass: number): Uint32Array {
  return shuffle(countUp(size), generatorOf(seed, pass + 1));
}

/** 0, 1, … size−1. */
function countUp(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, index) => index);
}

export interface Split {
  /** Indices of the examples on this side, ascending. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Splits examples so that each class gives the same share to the test set. It depends on (labels, share, seed) alone.
 *
 * Counts are rounded per class; a class of two or more examples has at least one on each side, and the only example of
 * a class is trained on.
 *
 * @param labels the class of each example; all the same where there are no classes
 * @param testShare share of each class that goes to the test set, 0 ≤ share < 1; 0 leaves the test set empty
 */
export function stratifiedSplit(labels: ArrayLike<number>, testShare: number, seed: number): Split {
  const generator = generatorOf(seed, 0);
  const inTest = new Uint8Array(labels.length);
  for (const members of membersByClass(labels)) {
    const wanted = testShare > 0 ? Math.max(Math.round(members.length * testShare), 1) : 0;
    const taken = Math.min(wanted, members.length - 1);
    for (const index of shuffle(members, generator).subarray(0, taken)) inTest[index] = 1;
  }
  const all = countUp(labels.length);
  return {
    train: all.filter((index) => inTest[index] === 0),
    test: all.filter((index) => inTest[index] === 1),
  };
}

/** Indices of each class's examples, classes in ascending order: the order in which the generator serves them. */
function membersByClass(labels: ArrayLike<number>): Uint32Array[] {
  const members = new Map<number, number[]>();
  for (let index = 0; index < labels.length; index++) {
    const ofClass = members.get(labels[index]);
    if (ofClass) ofClass.push(index);
    else members.set(labels[index], [index]);
  }
  return [...members].sort(([a], [b]) => a - b).map(([, indices]) => Uint32Array.from(indices));
}

/** Fisher–Yates, in place. */
function shuffle(values: Uint32Array, generator: RandomGenerator): Uint32Array {
  for (let last = values.length - 1; last > 0; last--) {
    const chosen = uniformInt(generator, 0, last);
    const value = values[last];
    values[last] = values[chosen];
    values[chosen] = value;
  }
  return values;
}
