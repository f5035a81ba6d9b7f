import type { WeightTensor } from "../pruning/tensor.ts";

export type ModelFormat =
  | "tfjs-layers-model"
  | "tfjs-graph-model"
  | "tfjs-weights"
  | "keras-h5"
  | "keras-v3"
  | "packed"
  | "safetensors";

/** dtype as stored in the file; values are always read as numbers, dequantised where the file is quantised. */
export type StoredDType =
  | "float32"
  | "float64"
  | "float16"
  | "bfloat16"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint64"
  | "uint32"
  | "uint16"
  | "uint8"
  | "bool"
  | "string"
  | "complex64";

/** A tensor of a model file, described without reading its values. */
export interface StoredTensor extends WeightTensor {
  readonly dtype: StoredDType;
  /** Bytes it takes in the file. */
  readonly bytes: number;
}

/** A layer and the tensors it owns, in the order in which the layer lists its weights. */
export interface ModelLayer {
  /** Path: `conv2`, or `backbone/conv2` in a nested model. */
  readonly name: string;
  readonly className: string;
  readonly tensors: readonly StoredTensor[];
}

/**
 * A Keras topology that tfjs can load: `{ class_name, config }`, Keras 2 style, already checked
 * (no cycles, no dangling inbound nodes, no duplicate names).
 */
export interface Topology {
  readonly class_name: string;
  readonly config: { readonly [key: string]: unknown };
}

/** An open model file. Listing reads headers only; values are read tensor by tensor, by byte range. */
export interface ModelFile {
  readonly format: ModelFormat;
  /** The file as given by the person, for messages. */
  readonly path: string;
  /** In the network's order, layers without weights included where the file has a topology. */
  readonly layers: readonly ModelLayer[];
  /** Present where the file describes a network that can be trained. */
  readonly topology: Topology | undefined;
  /** Things a person should know: layers dropped or rewritten, precision lost. */
  readonly warnings: readonly string[];
  /**
   * Values of a tensor, dequantised, row-major. `range` is in elements, end exclusive.
   * Rejects with a `ModelFileError` that names the file and the tensor.
   */
  read(tensor: string, range?: { readonly start: number; readonly end: number }): Promise<Float32Array>;
  close(): Promise<void>;
}

/** A problem with a model file, in a sentence for the person who gave it. */
export class ModelFileError extends Error {
  override readonly name = "ModelFileError";
}
