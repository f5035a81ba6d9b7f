import type { Cells } from "../heatmap/cells.ts";
import type { TensorStatistics } from "../pruning/statistics.ts";
import type { CellRequest, TensorEntry, TensorValues } from "./tensorViews.ts";

/** One of two models, or |a − b| of the tensors that both have in the same shape. */
export type ComparedSide = "a" | "b" | "difference";

export interface ComparedFile {
  /** For a person. */
  readonly title: string;
  readonly format: string;
  readonly fileBytes: number;
  readonly warnings: readonly string[];
}

/** A tensor and who has it; null where a side does not. */
export interface ComparedEntry {
  readonly name: string;
  readonly a: TensorEntry | null;
  readonly b: TensorEntry | null;
  readonly difference: TensorEntry | null;
}

/** What a comparison shows at once, from headers alone. */
export interface ComparedFiles {
  readonly a: ComparedFile;
  readonly b: ComparedFile;
  readonly tensors: readonly ComparedEntry[];
}

/** Statistics of each side of a tensor; null where a side does not have it. Of the difference, zeros are equal weights. */
export type ComparedStatistics = { readonly [Side in ComparedSide]: TensorStatistics | null };

/** What the extension offers to the page that compares two models. */
export interface ComparisonHost {
  open(): ComparedFiles;
  values(side: ComparedSide, tensor: string): TensorValues;
  cells(side: ComparedSide, request: CellRequest): Cells;
  /** Reads a tensor of both models through. */
  statistics(tensor: string): ComparedStatistics;
  /** Shows all figures in a document. */
  showFigures(): void;
}

/** What that page offers to the extension. */
export interface ComparisonView {
  /** A file has changed on disk: everything is to be asked for again. */
  changed(): void;
}
