import type { InspectedFile } from "../protocol/maskInspector.ts";
import type { TensorEntry } from "../protocol/tensorViews.ts";
import type { TensorDifference } from "./tensorDifference.ts";

/** A model file whose tensors have been read through. */
export interface MeasuredModel {
  readonly file: InspectedFile;
  /** Weights other than zero, by tensor; without those that hold no numbers. */
  readonly nnz: ReadonlyMap<string, number>;
}

/** One of the two sides of a compared tensor. */
export interface TensorSide {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly bytes: number;
  /** Undefined where its values are no numbers. */
  readonly nnz: number | undefined;
}

/** A tensor that at least one of two models has. */
export interface ComparedTensor {
  readonly name: string;
  /** Path of the layer that owns it; empty in files that know no layers. */
  readonly layer: string;
  readonly a: TensorSide | undefined;
  readonly b: TensorSide | undefined;
  /** Where both have it in the same shape, and it was measured. */
  readonly difference?: TensorDifference | undefined;
}

/** Sums over tensors whose values are numbers; bytes of all. */
export interface ModelTotals {
  readonly size: number;
  readonly nnz: number;
  readonly bytes: number;
}

export interface ModelComparison {
  /** In the order of a; those that b alone has stand behind the one that they follow there. */
  readonly tensors: readonly ComparedTensor[];
  readonly a: ModelTotals;
  readonly b: ModelTotals;
}

/**
 * Compares tensors of one name.
 *
 * @param differences by tensor, where they were measured
 */
export function compareModels(
  a: MeasuredModel,
  b: MeasuredModel,
  differences: ReadonlyMap<string, TensorDifference> = new Map(),
): ModelComparison {
  const sidesA = sides(a);
  const sidesB = sides(b);
  const names = mergeNames([...sidesA.keys()], [...sidesB.keys()]);
  const layers = new Map([...b.file.tensors, ...a.file.tensors].map(({ name, layer }) => [name, layer]));
  return {
    tensors: names.map((name) => ({
      name,
      layer: layers.get(name) ?? "",
      a: sidesA.get(name),
      b: sidesB.get(name),
      difference: differences.get(name),
    })),
    a: totals(sidesA),
    b: totals(sidesB),
  };
}

/** Whether zeros of a tensor can be counted, and its values compared. */
export function holdsNumbers({ dtype }: Pick<TensorEntry, "dtype">): boolean {
  return dtype !== "string" && dtype !== "complex64";
}

/** Share of zeros, 0..1; undefined where that means nothing. */
export function sparsityOf(side: { readonly size: number; readonly nnz: number | undefined }): number | undefined {
  if (side.nnz === undefined || side.size === 0) return undefined;
  return (side.size - side.nnz) / side.size;
}

function sides({ file, nnz }: MeasuredModel): ReadonlyMap<string, TensorSide> {
  const side = ({ name, shape, dtype, size, bytes }: TensorEntry) => ({
    shape,
    dtype,
    size,
    bytes,
    nnz: nnz.get(name),
  });
  return new Map(file.tensors.map((tensor) => [tensor.name, side(tensor)]));
}

function totals(tensors: ReadonlyMap<string, TensorSide>): ModelTotals {
  let size = 0;
  let nnz = 0;
  let bytes = 0;
  for (const tensor of tensors.values()) {
    bytes += tensor.bytes;
    if (tensor.nnz === undefined) continue;
    size += tensor.size;
    nnz += tensor.nnz;
  }
  return { size, nnz, bytes };
}

/** All names once: the first list, and what only the second has right behind what it follows there. */
export function mergeNames(first: readonly string[], second: readonly string[]): string[] {
  const known = new Set(first);
  const behind = new Map<string | undefined, string[]>();
  let last: string | undefined;
  for (const name of second) {
    if (known.has(name)) last = name;
    else behind.set(last, [...(behind.get(last) ?? []), name]);
  }
  return [...(behind.get(undefined) ?? []), ...first.flatMap((name) => [name, ...(behind.get(name) ?? [])])];
}
