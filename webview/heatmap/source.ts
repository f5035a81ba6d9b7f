import type { LevelMatrix } from "../../src/heatmap/aggregate.ts";
import type { Cells, CellWindow } from "../../src/heatmap/cells.ts";
import type { MaskFacts } from "../../src/heatmap/facts.ts";
import type { LevelDomain } from "../../src/heatmap/levels.ts";
import type { Extent } from "./zoom.ts";

/**
 * What there is to paint: single weights, or cells of a window, which may be coarser or smaller than what was asked
 * for.
 */
export type Picture =
  | { readonly kind: "weights"; readonly matrix: LevelMatrix }
  | { readonly kind: "cells"; readonly cells: Cells; readonly window: CellWindow };

/** Share of kept weights, 0..1, in each `step` rows and columns. 0 only where nothing at all is kept. */
export interface Density {
  readonly step: number;
  readonly rows: Float32Array;
  readonly columns: Float32Array;
  /** The largest share of all. */
  readonly most: number;
}

export function densityOf(step: number, rows: Float32Array, columns: Float32Array): Density {
  let most = 0;
  for (const share of rows) most = Math.max(most, share);
  for (const share of columns) most = Math.max(most, share);
  return { step, rows, columns, most };
}

/** What is known of a cell, or of a single weight. */
export interface Reading {
  /** Weights in it. */
  readonly size: number;
  /** Share of them that is kept, 0..1. */
  readonly kept: number;
  /** Mean level of |w| of what is kept. */
  readonly level: number;
  /** Mean number of the event that removed the others; 0 where none was, or none is known. */
  readonly event: number;
  /** Of a single weight that is kept now: the event that removes it later; 0 where none does, or none is known. */
  readonly later: number;
  /** Of a single weight, as it is in the file: zero where any event removed it. */
  readonly value: number | undefined;
  /** Mean |w| of what is kept, about; undefined where the scale is not known. */
  readonly magnitude: number | undefined;
}

/** A tensor's cells, wherever its values are. */
export interface CellSource {
  readonly extent: Extent;
  /** Whether there is a mask history. */
  readonly masked: boolean;
  /** Events in it; 0 without one. */
  readonly events: number;
  /** Ends of the scale of |w|, where they are known. */
  readonly domain: LevelDomain | undefined;
  /** Whether every single weight can be read. */
  readonly exact: boolean;
  /**
   * What there is of a window now: undefined before anything is. Better pictures are announced to `onPicture`.
   *
   * @param window starts at whole blocks
   */
  picture(window: CellWindow, event: number): Picture | undefined;
  density(event: number): Density | undefined;
  /** Exact counts, where the values are here; of a large tensor they come a frame after its picture. */
  facts(event: number): MaskFacts | undefined;
  /** @param row of the cell's first weight */
  read(row: number, column: number, block: number, event: number): Reading | undefined;
  /** Prepares pictures of the whole in these blocks while nothing else happens. */
  prepare(blocks: readonly number[], event: number): void;
  /** Share of kept weights over the whole tensor, 0..1; undefined where it is not known (yet). */
  keptShare(event: number): number | undefined;
  /** Calls back whenever a better picture has come; the same listener is called once. */
  onPicture(listener: () => void): void;
}
