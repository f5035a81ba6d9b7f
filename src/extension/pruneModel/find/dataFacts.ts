import type { DataPlace } from "./dataPlace.ts";

/** What examples are learnt from. */
export type Targets =
  /** `exact`: there are names for all of them; else they are numbers, and the greatest is all that is known. */
  | { readonly kind: "classes"; readonly count: number; readonly exact: boolean }
  | { readonly kind: "values"; readonly width: number };

/** What headers and names tell of data, before anybody trains on it. */
export interface DataFacts {
  readonly place: DataPlace;
  /** Of one example's inputs; undefined for images, which are resized to what the network takes. */
  readonly inputShapes: readonly (readonly number[])[] | undefined;
  /** Of each output; undefined where only reading it all would tell, or a column is still to be chosen. */
  readonly targets: readonly (Targets | undefined)[];
  /** Examples; undefined where they were not counted, or are to be drawn from those to train on. */
  readonly train: number | undefined;
  readonly test: number | undefined;
  /** Whether inputs are bytes, 0..255, to be normalised. */
  readonly areBytes: boolean;
  /** Of a table, in its order. */
  readonly columns: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  /** The first few different cells. */
  readonly examples: readonly string[];
  /** What the column would be as labels; undefined where only reading it all would tell. */
  readonly targets: Targets | undefined;
}

/** Data that cannot be used, in a sentence for the person who chose it. */
export class DataProblem extends Error {
  override readonly name = "DataProblem";
}
