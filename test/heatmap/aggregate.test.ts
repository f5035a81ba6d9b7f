import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregateCells, CellCollector, type LevelMatrix } from "../../src/heatmap/aggregate.ts";
import { type CellWindow, cellCounts, wholeWindow } from "../../src/heatmap/cells.ts";
import { anEvent, events, isKept, matrices } from "./matrices.ts";

const blocks = fc.integer({ min: 1, max: 6 });

/** A matrix and a window of it. */
const windows = fc.tuple(matrices, blocks).chain(([matrix, block]) =>
  fc.tuple(fc.nat(matrix.rows - 1), fc.nat(matrix.columns - 1)).chain(([rowStart, columnStart]) =>
    fc.tuple(
      fc.constant(matrix),
      fc.record({
        rowStart: fc.constant(rowStart),
        rowEnd: fc.integer({ min: rowStart + 1, max: matrix.rows }),
        columnStart: fc.constant(columnStart),
        columnEnd: fc.integer({ min: columnStart + 1, max: matrix.columns }),
        block: fc.constant(block),
      }),
    ),
  ),
);

/** Indices of the weights of each cell, row-major. */
function weightsOfCells(matrix: LevelMatrix, window: CellWindow): number[][] {
  const { rows, columns } = cellCounts(window);
  const cells = Array.from({ length: rows * columns }, () => [] as number[]);
  for (let row = window.rowStart; row < window.rowEnd; row++)
    for (let column = window.columnStart; column < window.columnEnd; column++) {
      const cellRow = Math.floor((row - window.rowStart) / window.block);
      const cellColumn = Math.floor((column - window.columnStart) / window.block);
      cells[cellRow * columns + cellColumn].push(row * matrix.columns + column);
    }
  return cells;
}

const mean = (numbers: readonly number[]) =>
  numbers.length === 0 ? 0 : Math.round(numbers.reduce((sum, one) => sum + one, 0) / numbers.length);

describe("cells of a heatmap", () => {
  it("hold the share kept, the mean level of what is kept and the mean event of what is not", () => {
    fc.assert(
      fc.property(windows, anEvent, ([matrix, window], event) => {
        const cells = aggregateCells(matrix, window, event);
        for (const [cell, indices] of weightsOfCells(matrix, window).entries()) {
          const kept = indices.filter((index) => isKept(matrix, index, event));
          const removed = indices.filter((index) => !isKept(matrix, index, event));
          expect(Math.abs(cells.kept[cell] - (255 * kept.length) / indices.length)).toBeLessThanOrEqual(1);
          expect(cells.level[cell]).toBe(mean(kept.map((index) => matrix.levels[index])));
          expect(cells.event?.[cell]).toBe(
            matrix.prunedAt ? mean(removed.map((index) => matrix.prunedAt?.[index] ?? 0)) : undefined,
          );
        }
      }),
    );
  });

  it("say 0 only where nothing is kept and 255 only where everything is", () => {
    const size = 30;
    const matrix = { rows: size, columns: size, levels: new Uint8Array(size * size).fill(9), prunedAt: null };
    const one = { ...matrix, levels: new Uint8Array(size * size) };
    one.levels[17] = 1;
    const allButOne = { ...matrix, levels: matrix.levels.slice() };
    allButOne.levels[17] = 0;
    const kept = (of: LevelMatrix) => aggregateCells(of, wholeWindow(of, size), 0).kept[0];
    expect(kept(matrix)).toBe(255);
    expect(kept(allButOne)).toBe(254);
    expect(kept(one)).toBe(1);
  });

  it("conserve the kept weights of the matrix", () => {
    fc.assert(
      fc.property(matrices, blocks, anEvent, (matrix, block, event) => {
        const window = wholeWindow(matrix, block);
        const { kept } = aggregateCells(matrix, window, event);
        const sizes = weightsOfCells(matrix, window).map((indices) => indices.length);
        const total = sizes.reduce((sum, size, cell) => sum + Math.round((kept[cell] * size) / 255), 0);
        expect(total).toBe([...matrix.levels.keys()].filter((index) => isKept(matrix, index, event)).length);
      }),
    );
  });

  it("are the same in a window as in the whole, where its start is one of a cell", () => {
    fc.assert(
      fc.property(matrices, blocks, anEvent, fc.nat(12), fc.nat(12), (matrix, block, event, down, right) => {
        const whole = aggregateCells(matrix, wholeWindow(matrix, block), event);
        const cellRow = down % whole.rows;
        const cellColumn = right % whole.columns;
        const window = {
          ...wholeWindow(matrix, block),
          rowStart: cellRow * block,
          columnStart: cellColumn * block,
        };
        const part = aggregateCells(matrix, window, event);
        for (let row = 0; row < part.rows; row++)
          for (let column = 0; column < part.columns; column++) {
            const here = row * part.columns + column;
            const there = (row + cellRow) * whole.columns + column + cellColumn;
            expect(part.kept[here]).toBe(whole.kept[there]);
            expect(part.level[here]).toBe(whole.level[there]);
            expect(part.event?.[here]).toBe(whole.event?.[there]);
          }
      }),
    );
  });

  it("only lose weights from event to event", () => {
    fc.assert(
      fc.property(matrices, blocks, (matrix, block) => {
        const byEvent = Array.from({ length: events + 1 }, (_, event) =>
          aggregateCells(matrix, wholeWindow(matrix, block), event),
        );
        for (let event = 1; event <= events; event++)
          for (const [cell, kept] of byEvent[event].kept.entries())
            expect(kept).toBeLessThanOrEqual(byEvent[event - 1].kept[cell]);
        if (matrix.prunedAt) expect(byEvent[0].kept.every((kept) => kept === 255)).toBe(true);
      }),
    );
  });

  it("are the same whether the rows come at once or in pieces", () => {
    fc.assert(
      fc.property(windows, anEvent, fc.integer({ min: 1, max: 4 }), ([matrix, window], event, rowsAPiece) => {
        const { columns, levels, prunedAt } = matrix;
        const collector = new CellCollector(columns, window, event, prunedAt !== null);
        for (let row = window.rowStart; row < window.rowEnd; row += rowsAPiece) {
          const [start, end] = [row * columns, Math.min(row + rowsAPiece, window.rowEnd) * columns];
          collector.add(levels.subarray(start, end), prunedAt?.subarray(start, end) ?? null);
        }
        expect(collector.finish()).toEqual(aggregateCells(matrix, window, event));
      }),
    );
  });

  it("are refused before every row of the window was added", () => {
    const window = { rowStart: 0, rowEnd: 3, columnStart: 0, columnEnd: 2, block: 2 };
    const collector = new CellCollector(2, window, 0, false);
    collector.add(Uint8Array.of(1, 2), null);
    expect(() => collector.finish()).toThrow("1 of 3 rows");
  });
});
