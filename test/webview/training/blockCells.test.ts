import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregateCells } from "../../../src/heatmap/aggregate.ts";
import { wholeWindow } from "../../../src/heatmap/cells.ts";
import { cellsOfBlocks } from "../../../webview/training/report/blockCells.ts";

const events = 4;

/** A matrix whose pruned weights are zero, as a checkpoint has them. */
const matrices = fc
  .record({
    rows: fc.integer({ min: 1, max: 12 }),
    columns: fc.integer({ min: 1, max: 12 }),
    block: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ rows, columns, block }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      block: fc.constant(block),
      removed: fc.array(fc.nat(events), { minLength: rows * columns, maxLength: rows * columns }),
      levels: fc.array(fc.integer({ min: 1, max: 255 }), { minLength: rows * columns, maxLength: rows * columns }),
    }),
  )
  .map(({ rows, columns, block, removed, levels }) => ({
    block,
    matrix: {
      rows,
      columns,
      prunedAt: Uint16Array.from(removed),
      levels: Uint8Array.from(levels, (level, i) => (removed[i] ? 0 : level)),
    },
  }));

function blocksOf({ matrix, block }: { matrix: Parameters<typeof aggregateCells>[0]; block: number }) {
  const window = wholeWindow(matrix, block);
  const after = Array.from({ length: events + 1 }, (_, event) => aggregateCells(matrix, window, event));
  const [{ rows, columns }] = after;
  const kept = Uint8Array.from(after.flatMap((cells) => [...cells.kept]));
  return { block, rows, columns, events, masked: true, kept, level: after[events].level };
}

describe("cells from the blocks of a report", () => {
  it("are the cells of the matrix itself, where they are as large as its blocks", () => {
    fc.assert(
      fc.property(matrices, fc.nat(events), (given, event) => {
        const window = wholeWindow(given.matrix, given.block);
        const cells = cellsOfBlocks(blocksOf(given), window, event);
        const exact = aggregateCells(given.matrix, window, event);
        expect(cells.kept).toEqual(exact.kept);
        cells.event?.forEach((mean, i) => {
          expect(Math.abs(mean - (exact.event?.[i] ?? 0))).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it("show the same block several times where they are smaller", () => {
    fc.assert(
      fc.property(matrices, (given) => {
        const { matrix, block } = given;
        const coarse = aggregateCells(matrix, wholeWindow(matrix, block), events);
        const fine = cellsOfBlocks(blocksOf(given), wholeWindow(matrix, 1), events);
        for (let row = 0; row < matrix.rows; row++)
          for (let column = 0; column < matrix.columns; column++) {
            const own = Math.floor(row / block) * coarse.columns + Math.floor(column / block);
            expect(fine.kept[row * matrix.columns + column]).toBe(coarse.kept[own]);
            expect(fine.level[row * matrix.columns + column]).toBe(coarse.level[own]);
          }
      }),
    );
  });
});
