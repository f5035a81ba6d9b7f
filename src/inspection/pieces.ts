import type { ElementRange } from "./tensorFile.ts";

/** Weights read at once: 8 MiB of float32, 16 MiB where the file has 64 bits for each. */
export const pieceSize = 1 << 21;

/**
 * Cuts a range of a tensor into consecutive pieces. None crosses the end of a slice that is larger than a piece: HDF5
 * reads boxes, and the box around such a piece would be both slices, whole.
 *
 * @param shape of the tensor, row-major
 * @param size of a piece in elements, at most
 */
export function* pieces(
  shape: readonly number[],
  { start, end }: ElementRange,
  size = pieceSize,
): Generator<ElementRange> {
  const { unit, slice } = sliceOf(shape, size);
  const step = Math.floor(size / unit) * unit;
  for (let from = start; from < end; ) {
    const inSlice = from % slice;
    const to = Math.min(end, from - inSlice + slice, from - (inSlice % unit) + step);
    yield { start: from, end: to };
    from = to;
  }
}

/** The largest whole trailing part of the shape that fits into a piece, and the slice of which it is one step. */
function sliceOf(shape: readonly number[], size: number): { readonly unit: number; readonly slice: number } {
  let unit = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const slice = unit * (shape[axis] ?? 1);
    if (slice > size) return { unit, slice };
    unit = slice;
  }
  return { unit, slice: unit };
}
