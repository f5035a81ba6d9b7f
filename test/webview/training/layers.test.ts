import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reduceEvents } from "../../../src/runs/reduce.ts";
import { deadAfter, filterDeaths } from "../../../webview/training/model/deadFilters.ts";
import { layerRows, sortKeys, sortRows, totalsOf } from "../../../webview/training/model/layerRows.ts";
import { displayNames, readablePrefix, shortenList } from "../../../webview/training/model/names.ts";
import { visibleRows } from "../../../webview/training/model/virtualRows.ts";
import { event, runWith, stateAfter, twoRules } from "./states.ts";

const unknown = () => undefined;

describe("the rows of the layer table", () => {
  it("are those of the newest event, with what it asked and what it left", () => {
    const [row] = layerRows(stateAfter(twoRules(), event(2)), 2, () => 3);
    expect(row).toMatchObject({
      name: "conv0",
      weights: 100,
      reached: 0.15,
      asked: 0.14,
      dead: 3,
      filters: 10,
      bytes: 400,
    });
    expect(row.target).toBeCloseTo(0.75, 6);
  });

  it("are of any earlier event what they were when it was the newest", () => {
    const events = twoRules();
    const whole = reduceEvents(events);
    for (const number of [1, 2, 3]) {
      const then = stateAfter(events, event(number));
      expect(layerRows(whole, number, unknown)).toEqual(layerRows(then, number, unknown));
    }
  });

  it("are dense at event 0: nothing reached, nothing asked, nothing dead", () => {
    for (const row of layerRows(reduceEvents(twoRules()), 0, unknown)) {
      expect(row).toMatchObject({ reached: 0, asked: undefined, dead: 0 });
    }
  });

  it("leave dead filters open until the masks have been read, but where nothing is left at all", () => {
    const events = twoRules().map((one) =>
      one.type === "pruned"
        ? { ...one, tensors: one.tensors.map((tensor, i) => (i === 0 ? { ...tensor, kept: 0, nnz: 0 } : tensor)) }
        : one,
    );
    const rows = layerRows(reduceEvents(events), 4, unknown);
    expect(rows.map(({ dead }) => dead)).toEqual([10, undefined, undefined, undefined]);
    expect(totalsOf(rows, reduceEvents(events)).dead).toBeUndefined();
  });

  it("add up to the sparsity of all pruned weights, and tell how many weights no rule prunes", () => {
    const state = stateAfter(twoRules(), event(2));
    const started = state.started && { ...state.started, model: { ...state.started.model, weights: 450 } };
    const totals = totalsOf(
      layerRows(state, 2, () => 1),
      { ...state, started },
    );
    expect(totals).toMatchObject({ tensors: 4, weights: 400, dead: 4, otherWeights: 50 });
    expect(totals.reached).toBeCloseTo(0.15, 12);
  });

  it("sort by any column, what is unknown last, and equals in the network's order", () => {
    const rows = layerRows(reduceEvents(twoRules()), 4, (tensor) => (tensor === "conv1/kernel" ? undefined : 2));
    for (const key of sortKeys)
      for (const descending of [true, false]) {
        const sorted = sortRows(rows, { key, descending });
        const values = sorted.map((row) => row[key]);
        const known = values.filter((value) => value !== undefined);
        expect(values.slice(0, known.length)).toEqual(known);
        expect(known).toEqual(known.toSorted((a, b) => (descending ? b - a : a - b)));
        if (key === "weights") expect(sorted.map(({ order }) => order)).toEqual([0, 1, 2, 3]);
      }
  });
});

describe("dead filters", () => {
  it("are the columns of the matrix of which nothing is left after an event", () => {
    const matrix = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([rows, columns]) =>
      fc.record({
        columns: fc.constant(columns),
        rows: fc.constant(rows),
        prunedAt: fc.array(fc.nat(4), { minLength: rows * columns, maxLength: rows * columns }),
      }),
    );
    fc.assert(
      fc.property(matrix, fc.nat(5), ({ rows, columns, prunedAt }, now) => {
        let dead = 0;
        for (let column = 0; column < columns; column++) {
          const own = prunedAt.filter((_, i) => i % columns === column);
          if (own.every((removed) => removed !== 0 && removed <= now)) dead++;
        }
        const deaths = filterDeaths(Uint16Array.from(prunedAt), [rows, columns], "kernel");
        expect(deadAfter(deaths, now)).toBe(dead);
      }),
    );
  });

  it("of a depthwise kernel are input channels with their multipliers", () => {
    const prunedAt = Uint16Array.from([1, 0, 2, 1, 1, 3, 2, 1, 1, 0, 1, 1]);
    expect([...filterDeaths(prunedAt, [3, 1, 2, 2], "depthwise_kernel")]).toEqual([1, 0, 2, 1]);
  });
});

describe("names", () => {
  it("are the layer's, or the tensor's where a layer has several", () => {
    const state = reduceEvents(runWith((_, place) => (place < 2 ? { layer: "lstm", tensor: `lstm/${place}` } : {})));
    expect([...displayNames(state.started?.plan ?? []).values()]).toEqual(["lstm/0", "lstm/1", "conv2", "conv3"]);
  });

  it("share a beginning up to a separator", () => {
    expect(readablePrefix(["conv_pw_1", "conv_pw_13", "conv_preds"])).toBe("conv_");
    expect(readablePrefix(["conv1", "conv2"])).toBe("");
    expect(readablePrefix(["block/a", "block/a"])).toBe("block/");
    // "pw_13" says more than "13".
    expect(readablePrefix(["conv_pw_1", "conv_pw_13"])).toBe("conv_");
    expect(readablePrefix(["alone_1"])).toBe("");
  });

  it("of selectors are shortened by whole selectors, then in their middle", () => {
    expect(shortenList("pointwise, dense", 20)).toBe("pointwise, dense");
    expect(shortenList("pointwise, dense, conv1", 14)).toBe("pointwise +2");
    expect(shortenList("block_1/conv_pointwise", 12)).toBe("blo…ointwise");
  });
});

describe("a long table", () => {
  it("draws all that is in view, and not much more", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(120_000), fc.integer({ min: 5, max: 40 }), (count, offset, inView) => {
        const { first, end } = visibleRows(count, 22, offset, inView);
        const top = Math.min(Math.floor(offset / 22), Math.max(0, count - inView));
        expect(first).toBeLessThanOrEqual(top);
        expect(end).toBeGreaterThanOrEqual(Math.min(count, top + inView));
        expect(end - first).toBeLessThanOrEqual(inView + 11);
      }),
    );
  });
});
