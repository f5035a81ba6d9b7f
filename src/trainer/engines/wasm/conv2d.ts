import type { backend_util } from "@tensorflow/tfjs-core";
import { grainOfProducts, grainOfRows } from "./grains.ts";
import type { Heap } from "./heap.ts";
import type { Pointer } from "./kernelModule.ts";
import { addPartialProducts, isDividedAlongSum, multiplyBySides, multiplyMatrices } from "./matrixProduct.ts";

/*
 * Convolutions as products of matrices: of the input itself where it is pointwise, else of its column matrix.
 * Images are NHWC, filters [filterHeight, filterWidth, inChannels, outChannels].
 */

type Info = backend_util.Conv2DInfo;

/** Each part packs the whole filter: with fewer rows, that would show. */
const leastPositions = 64;

/** y = x * filter + bias; the bias may be 0 for none. */
export function convolve(heap: Heap, info: Info, x: Pointer, filter: Pointer, bias: Pointer, y: Pointer): void {
  const { positions, patch, outChannels } = sizesOf(info);
  if (isPointwise(info)) {
    multiplyMatrices(heap, { a: x, b: filter, bias, c: y, m: positions, n: outChannels, k: patch });
    return;
  }
  const geometry = heap.geometry(info);
  const range = { total: positions, grain: grainOfProducts(patch * outChannels, leastPositions, 4) };
  heap.run("conv2d", [geometry, x, filter, bias, y], range, heap.kernels.conv2dScratch(geometry));
}

/** Gradient with respect to the filter: columns(x)ᵀ · dy. */
export function convolveFilterGradient(heap: Heap, info: Info, x: Pointer, dy: Pointer, gradient: Pointer): void {
  const { positions, patch, outChannels } = sizesOf(info);
  const product = { c: gradient, m: patch, n: outChannels, k: positions };
  if (isPointwise(info)) {
    multiplyMatrices(heap, { ...product, a: x, b: dy, transposeA: true });
    return;
  }
  const geometry = heap.geometry(info);
  if (isDividedAlongSum(heap, product)) {
    const scratch = heap.kernels.conv2dFilterScratch(geometry);
    addPartialProducts(heap, product, ({ start, stop, products, range }) =>
      heap.run("conv2dFilterGradients", [geometry, x, dy, products, start, stop], range, scratch),
    );
    return;
  }
  const rows = heap.kernels.columnBlockRows(geometry);
  const columns = heap.scratch(rows * patch * 4);
  for (let start = 0; start < positions; start += rows) {
    const count = Math.min(rows, positions - start);
    heap.run("imageToColumns", [geometry, x, start, columns], { total: count, grain: grainOfRows(patch) });
    const b = dy + start * outChannels * 4;
    multiplyBySides(heap, { ...product, a: columns, b, k: count, transposeA: true }, start > 0);
  }
}

/** Gradient with respect to the input: dy · filterᵀ, each row added where its patch came from. */
export function convolveInputGradient(heap: Heap, info: Info, dy: Pointer, filter: Pointer, gradient: Pointer): void {
  const { positions, patch, outChannels } = sizesOf(info);
  if (isPointwise(info)) {
    multiplyMatrices(heap, { a: dy, b: filter, c: gradient, m: positions, n: patch, k: outChannels, transposeB: true });
    return;
  }
  const geometry = heap.geometry(info);
  const range = { total: info.batchSize, grain: grainOfProducts((positions / info.batchSize) * patch * outChannels) };
  heap.run("conv2dInputGradient", [geometry, dy, filter, gradient], range, heap.kernels.conv2dScratch(geometry));
}

function sizesOf({ batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels }: Info) {
  return {
    positions: batchSize * outHeight * outWidth,
    /** Numbers in a row of the column matrix. */
    patch: filterHeight * filterWidth * inChannels,
    outChannels,
  };
}

/** Whether the column matrix is the input itself. */
function isPointwise({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }: Info): boolean {
  const { top, bottom, left, right } = padInfo;
  return (
    [filterHeight, filterWidth, strideHeight, strideWidth].every((size) => size === 1) &&
    top + bottom + left + right === 0
  );
}
