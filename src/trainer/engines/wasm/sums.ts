import { grainOfColumns, grainOfRows } from "./grains.ts";
import type { Heap } from "./heap.ts";
import type { Pointer } from "./kernelModule.ts";

/** to = Σ over the rows of x [rows, columns]: sums of chunks, added up in their order. */
export function sumRows(heap: Heap, x: Pointer, to: Pointer, rows: number, columns: number): void {
  const chunks = heap.kernels.chunkCount(rows);
  const sums = heap.scratch(chunks * columns * 4);
  const range = { total: chunks, grain: grainOfRows((rows / chunks) * columns) };
  heap.run("sumChunks", [x, sums, rows, columns], range, (columns + 3) * 4);
  addInOrder(heap, sums, to, chunks, columns);
}

/** to = Σ over the rows of x [rows, columns], or to += it, row after row. */
export function addInOrder(
  heap: Heap,
  x: Pointer,
  to: Pointer,
  rows: number,
  columns: number,
  accumulate = false,
): void {
  const range = { total: columns, grain: grainOfColumns(rows) };
  heap.run("addInOrder", [x, to, rows, columns, Number(accumulate)], range);
}
