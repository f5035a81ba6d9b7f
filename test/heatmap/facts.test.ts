import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskFacts } from "../../src/heatmap/facts.ts";
import { matrixLayout } from "../../src/pruning/matrixLayout.ts";
import { tensorStatistics } from "../../src/pruning/statistics.ts";
import { anEvent, events, isKept, matrices } from "./matrices.ts";

describe("facts of a mask", () => {
  it("count kept weights over the matrix, its rows and its columns", () => {
    fc.assert(
      fc.property(matrices, anEvent, (matrix, event) => {
        const { rows, columns } = matrix;
        const facts = maskFacts(matrix, matrixLayout([rows, columns]), event);
        const alive = Array.from(matrix.levels, (_, index) => isKept(matrix, index, event));
        const at = (row: number, column: number) => alive[row * columns + column];
        const range = (length: number) => Array.from({ length }, (_, i) => i);
        const rowKept = range(rows).map((row) => range(columns).filter((column) => at(row, column)).length);
        const columnKept = range(columns).map((column) => range(rows).filter((row) => at(row, column)).length);
        expect([...facts.rowKept]).toEqual(rowKept);
        expect([...facts.columnKept]).toEqual(columnKept);
        expect(facts.kept).toBe(alive.filter(Boolean).length);
        expect(facts.sparsity).toBeCloseTo(1 - facts.kept / facts.size, 12);
        expect(facts.dead).toEqual({
          rows: rowKept.filter((kept) => kept === 0).length,
          columns: columnKept.filter((kept) => kept === 0).length,
          inputs: rowKept.filter((kept) => kept === 0).length,
        });
      }),
    );
  });

  it("agree with the statistics of the values after the newest event", () => {
    fc.assert(
      fc.property(matrices, ({ rows, columns, levels, prunedAt }) => {
        const values = Float32Array.from(levels, (level, i) => (prunedAt?.[i] ? 0 : level));
        const matrix = { rows, columns, levels: Uint8Array.from(values), prunedAt };
        const facts = maskFacts(matrix, matrixLayout([rows, columns]), events);
        expect(facts.nnz).toBe(tensorStatistics(values, [rows, columns]).nnz);
      }),
    );
  });

  it("do not say how many weights were zero before events that others followed", () => {
    const matrix = { rows: 1, columns: 3, levels: Uint8Array.of(0, 7, 0), prunedAt: Uint16Array.of(0, 0, 2) };
    const layout = matrixLayout([1, 3]);
    expect(maskFacts(matrix, layout, 1)).toMatchObject({ kept: 3, nnz: null });
    expect(maskFacts(matrix, layout, 2)).toMatchObject({ kept: 2, nnz: 1 });
  });

  it("find dead inputs of convolutions over all kernel positions, and of depthwise ones over their columns", () => {
    // [1, 2, in 2, out 1]: rows 0 and 2 read input 0, which keeps nothing.
    const conv = { rows: 4, columns: 1, levels: Uint8Array.of(0, 5, 0, 0), prunedAt: null };
    expect(maskFacts(conv, matrixLayout([1, 2, 2, 1]), 0).dead).toEqual({ rows: 3, columns: 0, inputs: 1 });
    // [1, 1, in 2, multiplier 2]: columns 2 and 3 read input 1.
    const depthwise = { rows: 1, columns: 4, levels: Uint8Array.of(0, 5, 0, 0), prunedAt: null };
    const layout = matrixLayout([1, 1, 2, 2], "depthwise_kernel");
    expect(maskFacts(depthwise, layout, 0).dead).toEqual({ rows: 0, columns: 3, inputs: 1 });
  });

  it("only lose weights from event to event", () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const layout = matrixLayout([matrix.rows, matrix.columns]);
        const kept = Array.from({ length: events + 1 }, (_, event) => maskFacts(matrix, layout, event).kept);
        expect(kept).toEqual(kept.toSorted((a, b) => b - a));
        if (matrix.prunedAt) expect(kept[0]).toBe(matrix.levels.length);
      }),
    );
  });

  it("take an empty tensor", () => {
    const empty = { rows: 0, columns: 0, levels: new Uint8Array(0), prunedAt: null };
    expect(maskFacts(empty, matrixLayout([0, 4]), 0)).toMatchObject({ size: 0, kept: 0, nnz: 0, sparsity: 0 });
  });
});
