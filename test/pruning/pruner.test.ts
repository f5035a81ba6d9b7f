import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArrayWeights } from "../../src/pruning/arrayWeights.ts";
import { MagnitudePruner } from "../../src/pruning/magnitude.ts";
import { type PlannedTensor, Pruner, PruningError } from "../../src/pruning/pruner.ts";
import { keptCount, prunePasses, type SparsityTarget, scheduledSparsity } from "../../src/pruning/schedule.ts";

/** Weights as networks have them and as they should not be: few distinct values give ties, plus ±0 and denormals. */
const anyWeight = fc.oneof(
  { weight: 3, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 3, arbitrary: fc.constantFrom(0.5, -0.5, 0.25, -0.25, 1) },
  { weight: 2, arbitrary: fc.constantFrom(0, -0) },
  { weight: 1, arbitrary: fc.constantFrom(1.4e-45, -1.4e-45, 1e-40, -1e-40, 1.17549e-38) },
);
const anyWeights = fc.array(anyWeight, { minLength: 1, maxLength: 300 }).map((values) => Float32Array.from(values));

/** The definition, by sorting: pruned ones first, then smaller |w|, then higher index. */
function pruneBySorting(values: Float32Array, prunedAt: Uint16Array, kept: number, event: number): Uint16Array {
  const order = Array.from(values.keys()).sort((a, b) => {
    const byMask = Number(prunedAt[a] === 0) - Number(prunedAt[b] === 0);
    return byMask || Math.abs(values[a]) - Math.abs(values[b]) || b - a;
  });
  const result = prunedAt.slice();
  for (const index of order.slice(0, values.length - kept)) if (result[index] === 0) result[index] = event;
  return result;
}

function planOf(size: number, target: Partial<SparsityTarget> = {}, name = "dense/kernel"): PlannedTensor {
  return {
    tensor: { name, layer: "dense", className: "Dense", role: "kernel", shape: [size] },
    target: { schedule: "log", sparsityUpperBound: 0.75, intervalPass: 3, endPass: 12, ...target },
  };
}

const countAlive = (prunedAt: Uint16Array) => prunedAt.reduce((alive, event) => alive + Number(event === 0), 0);

describe("pruning by magnitude", () => {
  it("cuts exactly the weights that sorting would cut, event after event", () => {
    const magnitude = new MagnitudePruner();
    fc.assert(
      fc.property(
        anyWeights,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
        (values, shares) => {
          const prunedAt = new Uint16Array(values.length);
          let expected: Uint16Array = prunedAt.slice();
          shares.forEach((share, i) => {
            const kept = Math.floor(values.length * share);
            prunedAt.forEach((event, k) => {
              if (event !== 0) values[k] = 0;
            });
            expected = pruneBySorting(values, expected, kept, i + 1);
            const nnz = magnitude.prune(values, prunedAt, kept, i + 1);
            expect(prunedAt).toEqual(expected);
            expect(nnz).toBe(values.filter((value, k) => value !== 0 && expected[k] === 0).length);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keeps the exact count with ties, zeros and denormals", () => {
    fc.assert(
      fc.property(anyWeights, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const kept = Math.round(values.length * share);
        const prunedAt = new Uint16Array(values.length);
        new MagnitudePruner().prune(values, prunedAt, kept, 1);
        expect(countAlive(prunedAt)).toBe(kept);
      }),
    );
  });

  it("cuts the higher index first where all weights are equal", () => {
    const prunedAt = new Uint16Array(5);
    new MagnitudePruner().prune(new Float32Array(5).fill(-0.3), prunedAt, 2, 1);
    expect([...prunedAt]).toEqual([0, 0, 1, 1, 1]);
  });

  it("takes −0 for zero", () => {
    const prunedAt = new Uint16Array(3);
    const nnz = new MagnitudePruner().prune(Float32Array.of(0, -0, 1), prunedAt, 2, 1);
    expect([...prunedAt]).toEqual([0, 1, 0]);
    expect(nnz).toBe(1);
  });

  it("orders denormals", () => {
    const prunedAt = new Uint16Array(3);
    new MagnitudePruner().prune(Float32Array.of(2.8e-45, 1.4e-45, -4.2e-45), prunedAt, 2, 1);
    expect([...prunedAt]).toEqual([0, 1, 0]);
  });

  it("keeps or cuts a tensor of one weight whole", () => {
    const one = (kept: number) => {
      const prunedAt = new Uint16Array(1);
      new MagnitudePruner().prune(Float32Array.of(0.1), prunedAt, kept, 1);
      return [...prunedAt];
    };
    expect(one(1)).toEqual([0]);
    expect(one(0)).toEqual([1]);
  });

  it("keeps a mask that is smaller already", () => {
    const prunedAt = Uint16Array.of(1, 0, 0, 1);
    expect(new MagnitudePruner().prune(Float32Array.of(0, 0, 2, 0), prunedAt, 3, 2)).toBe(1);
    expect(new MagnitudePruner().prune(Float32Array.of(0, 0, 2, 0), prunedAt, 4, 3)).toBe(1);
    expect([...prunedAt]).toEqual([1, 0, 0, 1]);
  });

  it("leaves the values as they are", () => {
    const values = Float32Array.of(3, 1, 2);
    new MagnitudePruner().prune(values, new Uint16Array(3), 1, 1);
    expect([...values]).toEqual([3, 1, 2]);
  });
});

describe("the pruner", () => {
  it("holds an event at each prune pass, with the counts of the schedule", () => {
    const plan = planOf(1000);
    const weights = new ArrayWeights(new Map([["dense/kernel", randomWeights(1000)]]));
    const pruner = new Pruner([plan]);
    const kept: (number | undefined)[] = [];
    for (let pass = 0; pass < 15; pass++) kept.push(pruner.beforePass(pass, weights)?.tensors[0]?.kept);
    const scheduled = Array.from({ length: 15 }, (_, pass) =>
      prunePasses(plan.target).includes(pass) ? keptCount(1000, scheduledSparsity(plan.target, pass)) : undefined,
    );
    expect(kept).toEqual(scheduled);
    expect(pruner.history.events).toBe(5);
  });

  it("never leaves a weight outside the mask after an update, and only shrinks masks", () => {
    const update = fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(update, { minLength: 1, maxLength: 12 }), (updates) => {
        const values = randomWeights(40);
        const weights = new ArrayWeights(new Map([["dense/kernel", values]]));
        const pruner = new Pruner([planOf(40, { intervalPass: 1, sparsityUpperBound: 0.9 })]);
        const prunedAt = pruner.history.prunedAt.get("dense/kernel");
        if (!prunedAt) throw new Error("no history");
        let before = prunedAt.slice();
        updates.forEach((change, pass) => {
          pruner.beforePass(pass, weights);
          change.forEach((delta, i) => {
            values[i] -= delta;
          });
          pruner.afterUpdate(weights);
          prunedAt.forEach((event, i) => {
            if (event !== 0) expect(Object.is(values[i], 0)).toBe(true);
            if (before[i] !== 0) expect(event).toBe(before[i]);
          });
          before = prunedAt.slice();
        });
      }),
    );
  });

  it.each([
    ["NaN", Number.NaN, /^conv\/kernel holds 1 NaN and 0 infinite weights/],
    ["an infinity", Number.POSITIVE_INFINITY, /^conv\/kernel holds 0 NaN and 1 infinite weights/],
  ])("refuses %s with the tensor's name", (_, bad, message) => {
    const weights = new ArrayWeights(new Map([["conv/kernel", Float32Array.of(1, bad, 2)]]));
    const pruner = new Pruner([planOf(3, {}, "conv/kernel")]);
    expect(() => pruner.beforePass(0, weights)).toThrow(PruningError);
    expect(() => pruner.beforePass(0, weights)).toThrow(message);
    expect(pruner.history.events).toBe(0);
  });

  it("refuses pruned weights that an update brought back", () => {
    const values = randomWeights(100);
    const weights = new ArrayWeights(new Map([["dense/kernel", values]]));
    const pruner = new Pruner([planOf(100)]);
    pruner.beforePass(0, weights);
    values.forEach((_, i) => {
      values[i] += 1;
    });
    expect(() => pruner.beforePass(3, weights)).toThrow("not followed by afterUpdate");
  });

  it("goes on from a history as if it had never stopped", () => {
    const plan = [planOf(200)];
    const straight = new ArrayWeights(new Map([["dense/kernel", randomWeights(200)]]));
    const through = new Pruner(plan);
    for (let pass = 0; pass <= 12; pass++) through.beforePass(pass, straight);

    const taken = new ArrayWeights(new Map([["dense/kernel", randomWeights(200)]]));
    const first = new Pruner(plan);
    for (let pass = 0; pass <= 6; pass++) first.beforePass(pass, taken);
    const second = new Pruner(plan, first.history);
    second.restoreMasks(taken);
    for (let pass = 7; pass <= 12; pass++) second.beforePass(pass, taken);

    expect(second.history).toEqual(through.history);
    expect(taken.read("dense/kernel")).toEqual(straight.read("dense/kernel"));
  });

  it("refuses a history of another size", () => {
    const history = { events: 1, prunedAt: new Map([["dense/kernel", new Uint16Array(9)]]) };
    expect(() => new Pruner([planOf(10)], history)).toThrow("9 entries for 10 weights");
  });
});

function randomWeights(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898) * 0.1 + 0.001);
}
