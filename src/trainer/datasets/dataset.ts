import type { SharedFloats } from "./sharedMemory.ts";

/** What an output learns to predict: one class an example, or `width` numbers an example. */
export type TargetKind =
  /** With names in label order, where the data has them. */
  | { readonly kind: "class"; readonly classes: number; readonly names?: readonly string[] | undefined }
  | { readonly kind: "values"; readonly width: number };

/** A data set as the training loop sees it. */
export interface Dataset {
  /** For people: "Fashion-MNIST sample", "flowers/ (17 classes)". */
  readonly name: string;
  /** Of one example, as in [28, 28, 1], for each of the model's inputs. */
  readonly inputShapes: readonly (readonly number[])[];
  /** For each of the model's outputs. */
  readonly targets: readonly TargetKind[];
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
  /** Numbers in all inputs of an example: those of each one after the other, see `Batch`. */
  readonly inputSize: number;
  /** Numbers in all targets of an example: 1 for a class, else the target's `width`. */
  readonly targetSize: number;
  /**
   * Writes the examples at `indices` into the two arrays, in that order.
   *
   * @param inputs float32, [indices.length, inputSize], normalised
   * @param targets float32, [indices.length, targetSize]: class indices, or values
   * @param pass that training examples are augmented for, where the recipe says so; without one they come as they are
   */
  fill(indices: Uint32Array, inputs: SharedFloats, targets: Float32Array, pass?: number): Promise<void>;
}

/** A problem with the data, in a sentence that names the file. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
}
