import { grainOfProducts } from "./grains.ts";
import type { Heap } from "./heap.ts";
import type { Pointer } from "./kernelModule.ts";

/** Rows and columns of the tiles that the kernel computes at once. */
const tile = { rows: 4, columns: 8 };
/** Each part packs the whole of one operand: with fewer rows or columns of the other, that would show. */
const leastSide = 64;

/** c = op(a) · op(b) + bias, or c += op(a) · op(b) if `accumulate`. */
export interface MatrixProduct {
  /** [m, k], or [k, m] if `transposeA`. */
  readonly a: Pointer;
  /** [k, n], or [n, k] if `transposeB`. */
  readonly b: Pointer;
  /** [n], added to each row. */
  readonly bias?: Pointer;
  /** [m, n] */
  readonly c: Pointer;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly accumulate?: boolean;
}

/** Multiplies in parts along the longer side of c; never along k, which would make sums depend on the parts. */
export function multiplyMatrices(heap: Heap, product: MatrixProduct): void {
  const { a, b, bias = 0, c, m, n, k, transposeA, transposeB, accumulate } = product;
  const byColumns = n > m;
  const flags = [transposeA, transposeB, accumulate, byColumns].map(Number);
  const range = byColumns
    ? { total: n, grain: grainOfProducts(m * k, leastSide, tile.columns) }
    : { total: m, grain: grainOfProducts(n * k, leastSide, tile.rows) };
  heap.run("multiplyMatrices", [a, b, bias, c, m, n, k, ...(flags as Flags)], range, heap.kernels.gemmScratch());
}

type Flags = [transposeA: number, transposeB: number, accumulate: number, byColumns: number];
