import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shuffledOrder, stratifiedSplit } from "../../src/trainer/shuffle.ts";

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const passes = fc.nat(10_000);
const sizes = fc.nat(300);
const ascending = (indices: Uint32Array) => Array.from(indices).sort((a, b) => a - b);
const countUp = (size: number) => Array.from({ length: size }, (_, index) => index);

describe("the order of a pass", () => {
  it("visits every example exactly once", () => {
    fc.assert(
      fc.property(sizes, seeds, passes, (size, seed, pass) => {
        expect(ascending(shuffledOrder(size, seed, pass))).toEqual(countUp(size));
      }),
    );
  });

  it("is the same whenever it is asked for, whatever was drawn before", () => {
    fc.assert(
      fc.property(sizes, seeds, passes, passes, (size, seed, pass, other) => {
        const order = shuffledOrder(size, seed, pass);
        shuffledOrder(size, seed, other);
        expect(shuffledOrder(size, seed, pass)).toEqual(order);
      }),
    );
  });

  it("differs from pass to pass and from seed to seed", () => {
    fc.assert(
      fc.property(seeds, passes, (seed, pass) => {
        const order = shuffledOrder(60, seed, pass);
        expect(shuffledOrder(60, seed, pass + 1)).not.toEqual(order);
        expect(shuffledOrder(60, (seed + 1) >>> 0, pass)).not.toEqual(order);
      }),
    );
  });

  it("brings every example to every place equally often over many passes", () => {
    const size = 10;
    const rounds = 20_000;
    const visits = countUp(size).map(() => new Array<number>(size).fill(0));
    for (let pass = 0; pass < rounds; pass++) {
      for (const [place, example] of shuffledOrder(size, 7, pass).entries()) visits[place][example]++;
    }
    const expected = rounds / size;
    const chiSquared = visits.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 81 degrees of freedom: a fair shuffle exceeds 137 once in ten thousand.
    expect(chiSquared).toBeLessThan(137);
  });

  it("stays what it was when it was first released, so that old runs can be resumed", () => {
    expect(Array.from(shuffledOrder(8, 1, 0))).toMatchInlineSnapshot(`
      [
        3,
        6,
        0,
        5,
        1,
        7,
        2,
        4,
      ]
    `);
    expect(Array.from(shuffledOrder(8, 1, 1))).toMatchInlineSnapshot(`
      [
        0,
        6,
        2,
        5,
        1,
        3,
        4,
        7,
      ]
    `);
  });
});

describe("the split into training and test set", () => {
  const labels = fc.array(fc.nat(5), { maxLength: 200 });
  const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const countOf = (label: number, all: readonly number[], indices: Iterable<number>) =>
    [...indices].filter((index) => all[index] === label).length;

  it("puts every example on exactly one side", () => {
    fc.assert(
      fc.property(labels, shares, seeds, (all, share, seed) => {
        const { train, test } = stratifiedSplit(all, share, seed);
        expect(ascending(Uint32Array.of(...train, ...test))).toEqual(countUp(all.length));
        expect(ascending(train)).toEqual(Array.from(train));
        expect(ascending(test)).toEqual(Array.from(test));
      }),
    );
  });

  it("takes the same share of every class, to the nearest example", () => {
    fc.assert(
      fc.property(labels, shares, seeds, (all, share, seed) => {
        const { test } = stratifiedSplit(all, share, seed);
        for (const label of new Set(all)) {
          const members = countOf(label, all, all.keys());
          const wanted = Math.min(Math.max(Math.round(members * share), 1), members - 1);
          expect(countOf(label, all, test)).toBe(wanted);
        }
      }),
    );
  });

  it("is the same for the same seed and another for another", () => {
    const all = countUp(100).map((index) => index % 4);
    expect(stratifiedSplit(all, 0.3, 5)).toEqual(stratifiedSplit(all, 0.3, 5));
    expect(stratifiedSplit(all, 0.3, 5)).not.toEqual(stratifiedSplit(all, 0.3, 6));
  });

  it("leaves the test set empty where its share is 0", () => {
    const { train, test } = stratifiedSplit([0, 0, 1, 1], 0, 1);
    expect([Array.from(train), Array.from(test)]).toEqual([[0, 1, 2, 3], []]);
  });
});
