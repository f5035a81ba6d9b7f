import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extremesByColumns, lineByColumns, spaced } from "../../../webview/training/model/columns.ts";
import { dodge } from "../../../webview/training/model/dodge.ts";

const series = fc
  .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((values) => values.map((y, x) => ({ x, y })));
const pixelsAPass = fc.double({ min: 0.05, max: 8, noNaN: true });

function byColumn<Point extends { x: number }>(points: readonly Point[], columnOf: (x: number) => number): Point[][] {
  const columns = new Map<number, Point[]>();
  for (const point of points) {
    const column = Math.floor(columnOf(point.x));
    columns.set(column, [...(columns.get(column) ?? []), point]);
  }
  return [...columns.values()];
}

describe("thinning a line out", () => {
  it("keeps the first, the lowest, the highest and the last point of every pixel column", () => {
    fc.assert(
      fc.property(series, pixelsAPass, (points, width) => {
        const columnOf = (x: number) => x * width;
        const kept = byColumn(lineByColumns(points, columnOf), columnOf);
        byColumn(points, columnOf).forEach((all, i) => {
          const ys = all.map(({ y }) => y);
          const keptYs = kept[i].map(({ y }) => y);
          expect(kept[i][0]).toBe(all[0]);
          expect(kept[i].at(-1)).toBe(all.at(-1));
          expect([Math.min(...keptYs), Math.max(...keptYs)]).toEqual([Math.min(...ys), Math.max(...ys)]);
          expect(kept[i].length).toBeLessThanOrEqual(4);
        });
        expect(kept).toHaveLength(byColumn(points, columnOf).length);
      }),
    );
  });

  it("leaves nothing out where every point has a column of its own", () => {
    fc.assert(
      fc.property(series, (points) => {
        expect(lineByColumns(points, (x) => 2 * x)).toEqual(points);
      }),
    );
  });

  it("keeps the extremes of marks", () => {
    fc.assert(
      fc.property(series, pixelsAPass, (points, width) => {
        const kept = extremesByColumns(points, (x) => x * width, 2).map(({ y }) => y);
        const all = points.map(({ y }) => y);
        expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...all), Math.max(...all)]);
      }),
    );
  });
});

describe("spacing marks", () => {
  const places = fc
    .array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 100 })
    .map((all) => all.sort((a, b) => a - b));

  it("keeps what is to be kept, and nothing that comes too near to what it keeps", () => {
    fc.assert(
      fc.property(places, fc.double({ min: 0.5, max: 40, noNaN: true }), fc.nat(99), (all, gap, fixed) => {
        const items = all.map((place, i) => ({ place, isFixed: i === fixed }));
        const kept = spaced(
          items,
          ({ place }) => place,
          gap,
          ({ isFixed }) => isFixed,
        );
        for (const item of items) if (item.isFixed) expect(kept).toContain(item);
        for (let i = 1; i < kept.length; i++) expect(kept[i].place - kept[i - 1].place).toBeGreaterThanOrEqual(gap);
      }),
    );
  });

  it("leaves nothing out that has room", () => {
    expect(spaced([0, 10, 20, 30], (place) => place, 10)).toEqual([0, 10, 20, 30]);
    expect(spaced([0, 4, 12, 13, 30], (place) => place, 10)).toEqual([0, 12, 30]);
  });
});

describe("labels that push each other apart", () => {
  const wanted = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 12 });

  it("never touch, keep their order, and stay inside where they fit", () => {
    fc.assert(
      fc.property(wanted, fc.integer({ min: 5, max: 30 }), (all, gap) => {
        const places = dodge(all, gap, 0, 200);
        const order = all.map((_, i) => i).sort((a, b) => all[a] - all[b] || a - b);
        for (let i = 1; i < order.length; i++) {
          expect(places[order[i]] - places[order[i - 1]]).toBeGreaterThanOrEqual(gap - 1e-9);
        }
        if ((all.length - 1) * gap > 200) return;
        for (const place of places) {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(200 + 1e-9);
        }
      }),
    );
  });

  it("stay where they are where they do not touch", () => {
    expect(dodge([100, 20, 60], 30, 0, 200)).toEqual([100, 20, 60]);
  });
});
