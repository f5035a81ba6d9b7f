import type { SharedFloats } from "./sharedMemory.ts";

/** What a network learns to predict: one class an example, or `width` numbers an example. */
export type TargetKind =
  | { readonly kind: "class"; readonly classes: number }
  | { readonly kind: "values"; readonly width: number };

/** A data set as the training loop sees it. */
export interface Dataset {
  /** For people: "Fashion-MNIST sample", "flowers/ (17 classes)". */
  readonly name: string;
  /** Shape of one example, as in [28, 28, 1]. */
  readonly inputShape: readonly number[];
  readonly target: TargetKind;
  /** Names of the classes in label order, where the data has them. */
  readonly classNames: readonly string[] | undefined;
  readonly train: Examples;
  readonly test: Examples;
  /** SHA-256 (hex) of what identifies the data: the files' bytes, or for image folders their relative paths and sizes. */
  readonly sha256: string;
  /** What decoded the images, as in "sharp 0.35.5"; undefined where there are none. */
  readonly decoder: string | undefined;
  /** Things a person should know, as in images that were skipped. */
  readonly warnings: readonly string[];
  /** Frees what works on batches. No example can be read any more. */
  close(): Promise<void>;
}

export interface Examples {
  readonly size: number;
  /** Numbers in one input: the product of the data set's `inputShape`. */
  readonly inputSize: number;
  /** Numbers in one target: 1 for a class, else the target's `width`. */
  readonly targetSize: number;
  /**
   * Writes the examples at `indices` into the two arrays, in that order.
   *
   * @param inputs float32, [indices.length, ...inputShape], normalised
   * @param targets float32: the class index, one a row; or the values, [indices.length, width]
   * @param pass that training examples are augmented for, where the recipe says so; without one they come as they are
   */
  fill(indices: Uint32Array, inputs: SharedFloats, targets: Float32Array, pass?: number): Promise<void>;
}

/** A problem with the data, in a sentence that names the file. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
}
