import { levelDomain } from "../../src/heatmap/levels.ts";
import { countMagnitudes } from "../../src/heatmap/magnitudes.ts";
import type { Remote } from "../../src/protocol/channel.ts";
import type { ComparedEntry, ComparedSide, ComparedStatistics, ComparisonHost } from "../../src/protocol/comparison.ts";
import type { TensorEntry, TensorValues } from "../../src/protocol/tensorViews.ts";
import { type MatrixLayout, matrixLayout } from "../../src/pruning/matrixLayout.ts";
import { createSource } from "../heatmap/createSource.ts";
import { LocalSource } from "../heatmap/localSource.ts";
import type { CellSource } from "../heatmap/source.ts";

export const sides: readonly ComparedSide[] = ["a", "b", "difference"];

/** One side of a tensor, ready to be drawn. */
export interface LoadedSide {
  readonly entry: TensorEntry;
  readonly layout: MatrixLayout;
  readonly source: CellSource;
}

/** Null where a side does not have the tensor. */
export type LoadedSides = { readonly [Side in ComparedSide]: LoadedSide | null };

/**
 * Loads a tensor of both models and the difference. Both models' weights get one scale of |w|, so that a colour means the
 * same in both, where they are small enough to be sent whole.
 *
 * @param failed hears why a part of a picture cannot be had
 * @throws Error with a sentence where values cannot be read
 */
export async function loadSides(
  host: Remote<ComparisonHost>,
  compared: ComparedEntry,
  statistics: ComparedStatistics | undefined,
  failed: (error: Error) => void,
): Promise<LoadedSides> {
  const valuesOf = (side: ComparedSide) => (compared[side] ? host.values(side, compared.name) : Promise.resolve(null));
  const [a, b, difference] = await Promise.all([valuesOf("a"), valuesOf("b"), valuesOf("difference")]);
  const domain = sharedDomain(a, b);
  const load = (side: ComparedSide, values: TensorValues | null): LoadedSide | null => {
    const entry = compared[side];
    if (!entry || !values) return null;
    const layout = matrixLayout(entry.shape, entry.role);
    const isShared = side !== "difference" && values.kind === "whole";
    const cells = { cells: (request: Parameters<ComparisonHost["cells"]>[1]) => host.cells(side, request), failed };
    const source = isShared
      ? new LocalSource(values, layout, domain)
      : createSource(entry.name, values, layout, cells, statistics?.[side] ?? undefined);
    return { entry, layout, source };
  };
  return { a: load("a", a), b: load("b", b), difference: load("difference", difference) };
}

/** The scale of all weights of both. */
function sharedDomain(...values: readonly (TensorValues | null)[]): ReturnType<typeof levelDomain> | undefined {
  const counts = values.flatMap((one) => (one?.kind === "whole" ? [countMagnitudes(one.weights)] : []));
  const [first, second] = counts;
  if (!first) return undefined;
  return levelDomain(second ? first.map((count, bin) => count + second[bin]) : first);
}
