import type { StoredTensor } from "../models/modelFile.ts";
import type { InspectedNetwork } from "../protocol/maskInspector.ts";

/** A run of elements of a tensor in row-major order, end exclusive. */
export interface ElementRange {
  readonly start: number;
  readonly end: number;
}

/** The tensors of one file, whatever its format: what a view lists and reads. */
export interface TensorFile {
  readonly path: string;
  /** As in `tfjs-layers-model`. */
  readonly format: string;
  /** With all files that belong to it. */
  readonly bytes: number;
  /** In the order in which they are listed. */
  readonly tensors: readonly StoredTensor[];
  /** Where the file describes one. */
  readonly network: InspectedNetwork | undefined;
  readonly warnings: readonly string[];
  /** Values as float32; rejects with a sentence that names the file and the tensor. */
  read(tensor: string, range: ElementRange): Promise<Float32Array>;
  close(): Promise<void>;
}
