/** Memory that is the same one in every thread that is given it. */
export type SharedBytes = Uint8Array<SharedArrayBuffer>;
export type SharedFloats = Float32Array<SharedArrayBuffer>;

/** Zeros. */
export function sharedBytes(length: number): SharedBytes {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** Zeros. */
export function sharedFloats(length: number): SharedFloats {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
