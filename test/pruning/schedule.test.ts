import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isPrunePass,
  keptCount,
  lastPrunePass,
  prunePasses,
  type SparsityTarget,
  scheduledSparsity,
  scheduleKinds,
} from "../../src/pruning/schedule.ts";
import golden from "./golden/schedule.json" with { type: "json" };

const log = (sparsityUpperBound: number, intervalPass: number, endPass: number): SparsityTarget => ({
  schedule: "log",
  sparsityUpperBound,
  intervalPass,
  endPass,
});

const anyTarget: fc.Arbitrary<SparsityTarget> = fc.record({
  schedule: fc.constantFrom(...scheduleKinds),
  sparsityUpperBound: fc.double({ min: 0, max: 0.999, noNaN: true }),
  intervalPass: fc.integer({ min: 1, max: 20 }),
  endPass: fc.integer({ min: 0, max: 200 }),
});

describe("the log schedule", () => {
  it.each(golden.cases)(
    "equals the C++ original: S $sparsityUpperBound, interval $intervalPass, end $endPass, pass $pass",
    (entry) => {
      const target = log(entry.sparsityUpperBound, entry.intervalPass, entry.endPass);
      const ratio = scheduledSparsity(target, entry.pass);
      expect(isPrunePass(target, entry.pass)).toBe(true);
      expect(ratio).toBe(Math.fround(entry.ratio));
      const kept = Object.fromEntries(Object.keys(entry.kept).map((size) => [size, keptCount(Number(size), ratio)]));
      expect(kept).toEqual(entry.kept);
    },
  );

  it("covers every case and size of the golden file", () => {
    expect(golden.cases).toHaveLength(112);
    for (const entry of golden.cases) expect(Object.keys(entry.kept)).toHaveLength(11);
  });

  it("has exactly the golden file's prune passes", () => {
    const settings = groupBy(golden.cases, keyOf);
    for (const cases of settings.values()) {
      const [first] = cases;
      const target = log(first.sparsityUpperBound, first.intervalPass, first.endPass);
      expect(prunePasses(target)).toEqual(cases.map((entry) => entry.pass));
    }
  });

  it("prunes at pass 0 already", () => {
    expect(scheduledSparsity(log(0.75, 3, 60), 0)).toBeCloseTo(0.168182865, 8);
  });

  it("reaches the bound at endPass where endPass is a multiple of intervalPass", () => {
    expect(scheduledSparsity(log(0.75, 3, 60), 60)).toBeCloseTo(0.75, 6);
  });

  it("has one event only where intervalPass exceeds endPass", () => {
    expect(prunePasses(log(0.9, 5, 0))).toEqual([0]);
    expect(prunePasses(log(0.9, 9, 7))).toEqual([0]);
  });
});

describe("the polynomial schedule", () => {
  const cubic: SparsityTarget = { schedule: "polynomial", sparsityUpperBound: 0.8, intervalPass: 2, endPass: 20 };

  it("follows S (1 − (1 − t)³) from zero to the bound", () => {
    expect(scheduledSparsity(cubic, 0)).toBe(0);
    expect(scheduledSparsity(cubic, 10)).toBeCloseTo(0.8 * (1 - 0.5 ** 3), 6);
    expect(scheduledSparsity(cubic, 20)).toBe(Math.fround(0.8));
  });

  it("asks for the bound at once where endPass is 0", () => {
    expect(scheduledSparsity({ ...cubic, endPass: 0 }, 0)).toBe(Math.fround(0.8));
  });
});

describe("the constant schedule", () => {
  it("prunes once, at the start", () => {
    const once: SparsityTarget = { schedule: "constant", sparsityUpperBound: 0.6, intervalPass: 3, endPass: 60 };
    expect(prunePasses(once)).toEqual([0]);
    expect(isPrunePass(once, 3)).toBe(false);
    expect(scheduledSparsity(once, 0)).toBe(Math.fround(0.6));
  });
});

describe("every schedule", () => {
  it("never asks for less than before, nor for more than the bound", () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        let last = 0;
        for (const pass of prunePasses(target)) {
          const ratio = scheduledSparsity(target, pass);
          expect(ratio).toBeGreaterThanOrEqual(last);
          expect(ratio).toBeLessThanOrEqual(target.sparsityUpperBound + 1e-6);
          last = ratio;
        }
      }),
    );
  });

  it("agrees with itself on which passes prune", () => {
    fc.assert(
      fc.property(anyTarget, fc.integer({ min: 0, max: 220 }), (target, passes) => {
        const all = Array.from({ length: passes }, (_, pass) => pass);
        const events = all.filter((pass) => isPrunePass(target, pass));
        expect(prunePasses(target, passes)).toEqual(events);
        if (passes > 0) expect(lastPrunePass(target, passes)).toBe(events.at(-1));
      }),
    );
  });
});

describe("kept counts", () => {
  it("lie between 0 and the size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 25 }), fc.double({ min: 0, max: 1, noNaN: true }), (size, ratio) => {
        const kept = keptCount(size, ratio);
        expect(Number.isInteger(kept)).toBe(true);
        expect(kept).toBeGreaterThanOrEqual(0);
        expect(kept).toBeLessThanOrEqual(size);
      }),
    );
  });
});

type Case = (typeof golden.cases)[number];

function keyOf(entry: Case): string {
  return [entry.sparsityUpperBound, entry.intervalPass, entry.endPass].join();
}

function groupBy(cases: readonly Case[], key: (entry: Case) => string): Map<string, Case[]> {
  const groups = new Map<string, Case[]>();
  for (const entry of cases) groups.set(key(entry), [...(groups.get(key(entry)) ?? []), entry]);
  return groups;
}
