/** An array read from a file: the first dimension counts the examples. */
export interface ArrayFile {
  /** Path, for messages. */
  readonly file: string;
  readonly shape: readonly number[];
  /** Row-major. Bytes stay bytes (an image of 0..255 takes a quarter of the room); all else is float32. */
  readonly values: Uint8Array | Float32Array;
  /** SHA-256 (hex) of the file. */
  readonly sha256: string;
}

/** Inputs [n, ...shape] and targets [n, ...], row for row: an array for each of the model's inputs and outputs. */
export interface ArraySet {
  readonly inputs: readonly ArrayFile[];
  readonly targets: readonly ArrayFile[];
}
