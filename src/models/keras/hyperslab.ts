/** A box in a tensor, as HDF5 reads one. */
export interface Hyperslab {
  readonly offset: readonly number[];
  readonly count: readonly number[];
  /** Elements of the box before the first that was asked for. */
  readonly skip: number;
}

/**
 * The smallest box of whole rows that holds elements `start` to before `end` in row-major order: the axes on which
 * both agree are fixed, the first on which they differ is cut, the others are whole.
 */
export function hyperslabOf(shape: readonly number[], start: number, end: number): Hyperslab {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const first = coordinates(strides, start);
  const last = coordinates(strides, end - 1);
  const cut = first.findIndex((index, axis) => index !== last[axis]);
  const at = cut === -1 ? shape.length - 1 : cut;
  const offset = first.map((index, axis) => (axis <= at ? index : 0));
  const count = shape.map((size, axis) => {
    if (axis > at) return size;
    return (last[axis] ?? 0) - (first[axis] ?? 0) + 1;
  });
  const boxStart = offset.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 1), 0);
  return { offset, count, skip: start - boxStart };
}

function coordinates(strides: readonly number[], element: number): number[] {
  let rest = element;
  return strides.map((stride) => {
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return index;
  });
}
