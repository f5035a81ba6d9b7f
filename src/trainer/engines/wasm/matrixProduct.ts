import { grainOfProducts } from "./grains.ts";
import type { Heap } from "./heap.ts";
import type { Pointer } from "./kernelModule.ts";
import { addInOrder } from "./sums.ts";
import type { Range } from "./threads/threadPool.ts";

/** Rows and columns of the tiles that the kernel computes at once. */
const tile = { rows: 4, columns: 8 };
/** Each part packs the whole of one operand: with fewer rows or columns of the other, that would show. */
const leastSide = 64;

/** Partial products that are held in memory: up to 4 MB. */
const chunksAtOnce = 64;

/** c = op(a) · op(b) + bias */
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
}

/** Multiplies in parts along the longer side of c or, where both are short, along the sum. The bits are the same. */
export function multiplyMatrices(heap: Heap, product: MatrixProduct): void {
  const { a, b, bias, m, n, transposeA, transposeB } = product;
  if (!transposeA || transposeB || bias || !isDividedAlongSum(heap, product)) {
    multiplyBySides(heap, product);
    return;
  }
  addPartialProducts(heap, product, ({ start, stop, products, range }) => {
    const rows = [a + start * m * 4, b + start * n * 4] as const;
    heap.run("multiplyInChunks", [...rows, products, m, n, stop - start], range, heap.kernels.gemmScratch());
  });
}

/** Multiplies in parts along the longer side of c, without scratch of the heap. c += op(a) · op(b) if `accumulate`. */
export function multiplyBySides(heap: Heap, product: MatrixProduct, accumulate = false): void {
  const { a, b, bias = 0, c, m, n, k, transposeA, transposeB } = product;
  const byColumns = n > m;
  const flags = [transposeA, transposeB, accumulate, byColumns].map(Number) as Flags;
  const range = byColumns
    ? { total: n, grain: grainOfProducts(m * k, leastSide, tile.columns) }
    : { total: m, grain: grainOfProducts(n * k, leastSide, tile.rows) };
  heap.run("multiplyMatrices", [a, b, bias, c, m, n, k, ...flags], range, heap.kernels.gemmScratch());
}

type Flags = [transposeA: number, transposeB: number, accumulate: number, byColumns: number];

/** What partial products make: c [m, n], by sums of length k. */
interface ProductSize {
  readonly c: Pointer;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Whether c has no side long enough to be divided, and its sums are. */
export function isDividedAlongSum(heap: Heap, { m, n, k }: ProductSize): boolean {
  return heap.threads.helps && Math.max(m, n) < 2 * leastSide && k >= 2 * heap.kernels.chunkLength();
}

/** Partial products to be computed: those of the sums' numbers from `start` to `stop`. */
interface PartialProducts {
  readonly start: number;
  readonly stop: number;
  /** Where they go, one for each chunk of the sum. */
  readonly products: Pointer;
  readonly range: Range;
}

/** Adds up partial products in their order, so many at once as memory is given to. */
export function addPartialProducts(
  heap: Heap,
  { c, m, n, k }: ProductSize,
  compute: (partial: PartialProducts) => void,
): void {
  const chunk = heap.kernels.chunkLength();
  for (let start = 0; start < k; start += chunk * chunksAtOnce) {
    const stop = Math.min(k, start + chunk * chunksAtOnce);
    const total = Math.ceil((stop - start) / chunk);
    const products = heap.scratch(total * m * n * 4);
    compute({ start, stop, products, range: { total, grain: grainOfProducts(m * n * chunk) } });
    addInOrder(heap, products, c, total, m * n, start > 0);
  }
}
