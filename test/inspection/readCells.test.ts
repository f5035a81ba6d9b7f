import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregateCells } from "../../src/heatmap/aggregate.ts";
import type { CellWindow } from "../../src/heatmap/cells.ts";
import { levelDomain, quantizeLevels } from "../../src/heatmap/levels.ts";
import { type CellSource, readCells } from "../../src/inspection/readCells.ts";
import type { ElementRange } from "../../src/inspection/tensorFile.ts";
import { tensorStatistics } from "../../src/pruning/statistics.ts";

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
  readonly prunedAt: Uint16Array | null;
  readonly window: CellWindow;
  readonly event: number;
  readonly size: number;
}

const extent = fc.integer({ min: 0, max: 12 });

const cases: fc.Arbitrary<Case> = fc
  .record({ rows: extent, columns: extent, masked: fc.boolean() })
  // As matrixLayout has it.
  .map((size) => (size.columns === 0 ? { ...size, rows: 0 } : size))
  .chain(({ rows, columns, masked }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      weights: fc.float32Array({ minLength: rows * columns, maxLength: rows * columns }),
      prunedAt: masked
        ? fc.uint16Array({ minLength: rows * columns, maxLength: rows * columns, max: 5 })
        : fc.constant(null),
      window: fc.tuple(between(rows), between(columns), fc.integer({ min: 1, max: 15 })).map(([r, c, block]) => {
        return { rowStart: r[0], rowEnd: r[1], columnStart: c[0], columnEnd: c[1], block };
      }),
      event: fc.nat(6),
      size: fc.integer({ min: 1, max: 40 }),
    }),
  );

/** A part that is not empty, unless all is. */
function between(extent: number): fc.Arbitrary<[number, number]> {
  const start = fc.nat(Math.max(0, extent - 1));
  return start.chain((from) =>
    fc.tuple(fc.constant(from), fc.integer({ min: Math.min(from + 1, extent), max: extent })),
  );
}

function sourceOf({ rows, columns, weights, prunedAt }: Case, asked: ElementRange[] = []): CellSource {
  const part =
    <Values extends Float32Array | Uint16Array>(values: Values) =>
    async (range: ElementRange): Promise<Values> => {
      asked.push(range);
      return values.slice(range.start, range.end) as Values;
    };
  const { magnitudes } = tensorStatistics(weights, [rows, columns]);
  const domain = levelDomain(magnitudes);
  return { rows, columns, domain, weights: part(weights), prunedAt: prunedAt && part(prunedAt) };
}

describe("cells read from the disk", () => {
  it("are those of the whole tensor, however small the pieces are", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { rows, columns, weights, prunedAt, window, event, size } = one;
        const source = sourceOf(one);
        const levels = quantizeLevels(weights, source.domain);
        const whole = aggregateCells({ rows, columns, levels, prunedAt }, window, event);
        expect(await readCells(source, window, event, size)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it("are never read in pieces larger than asked for, unless one cell is wider", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const asked: ElementRange[] = [];
        await readCells(sourceOf(one, asked), one.window, one.event, one.size);
        const most = Math.max(one.size, one.window.block);
        for (const { start, end } of asked) expect(end - start).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("are read without the rest of rows that are much longer than the window", async () => {
    const columns = 100_000;
    const weights = new Float32Array(3 * columns).fill(1);
    const window = { rowStart: 1, rowEnd: 3, columnStart: 10, columnEnd: 20, block: 5 };
    const asked: ElementRange[] = [];
    const one = { rows: 3, columns, weights, prunedAt: null, window, event: 0, size: 1 << 20 };
    await readCells(sourceOf(one, asked), window, 0);
    expect(asked).toEqual([
      { start: columns + 10, end: columns + 20 },
      { start: 2 * columns + 10, end: 2 * columns + 20 },
    ]);
  });

  it.each([
    ["rows", { rowStart: 0, rowEnd: 4, columnStart: 0, columnEnd: 2, block: 1 }],
    ["columns", { rowStart: 0, rowEnd: 3, columnStart: 2, columnEnd: 1, block: 1 }],
    ["blocks", { rowStart: 0, rowEnd: 3, columnStart: 0, columnEnd: 2, block: 0 }],
    ["whole numbers", { rowStart: 0.5, rowEnd: 3, columnStart: 0, columnEnd: 2, block: 1 }],
  ])("are refused for a window that is none of the matrix: %s", async (_, window) => {
    const one = { rows: 3, columns: 2, weights: new Float32Array(6), prunedAt: null, window, event: 0, size: 10 };
    await expect(readCells(sourceOf(one), window, 0)).rejects.toThrow("no part of 3 rows and 2 columns");
  });
});
