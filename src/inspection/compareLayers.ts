import type { ComparedTensor, ModelComparison } from "./compareModels.ts";

/** What two models hold of one layer, or of all; null where a side has none of it, or nothing can be compared. */
export interface ComparedWeights {
  /** Largest |a − b| of the tensors that both have in the same shape; NaN where a difference is no number. */
  readonly maxAbsDiff: number | null;
  /** Share of their weights that are zero in both or in neither, 0..1. */
  readonly maskAgreement: number | null;
  readonly nnz: readonly [a: number | null, b: number | null];
  readonly bytes: readonly [a: number | null, b: number | null];
}

export interface ComparedLayer extends ComparedWeights {
  readonly name: string;
  readonly onlyIn?: "a" | "b";
}

/** A comparison layer by layer. A tensor that belongs to no layer stands for one. */
export function compareLayers({ tensors }: ModelComparison): ComparedLayer[] {
  const layers = new Map<string, ComparedTensor[]>();
  for (const tensor of tensors) {
    const name = tensor.layer === "" ? tensor.name : tensor.layer;
    layers.set(name, [...(layers.get(name) ?? []), tensor]);
  }
  return [...layers].map(([name, own]) => {
    const [inA, inB] = [own.some(({ a }) => a), own.some(({ b }) => b)];
    return { name, ...(inA && inB ? {} : { onlyIn: inA ? "a" : "b" }), ...sumUp(own) };
  });
}

export function compareTotals({ tensors }: ModelComparison): ComparedWeights {
  return sumUp(tensors);
}

function sumUp(tensors: readonly ComparedTensor[]): ComparedWeights {
  const differences = tensors.flatMap(({ difference }) => (difference ? [difference] : []));
  const size = sum(differences.map((difference) => difference.size));
  const onSide = (side: "a" | "b", value: "nnz" | "bytes") => {
    const sides = tensors.flatMap((tensor) => tensor[side] ?? []);
    return sides.length === 0 ? null : sum(sides.map((one) => one[value] ?? 0));
  };
  return {
    maxAbsDiff: differences.length === 0 ? null : Math.max(...differences.map(({ maxAbsDiff }) => maxAbsDiff)),
    maskAgreement: size === 0 ? null : sum(differences.map(({ agreeing }) => agreeing)) / size,
    nnz: [onSide("a", "nnz"), onSide("b", "nnz")],
    bytes: [onSide("a", "bytes"), onSide("b", "bytes")],
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
