import { decodeBfloat16, decodeFloat16 } from "./float16.ts";
import type { StoredDType } from "./modelFile.ts";

/** dtypes whose values can be read as plain numbers. */
export type ReadableDType = Exclude<StoredDType, "string" | "complex64">;

/**
 * Stored little-endian values as float32. Numbers that float32 cannot hold are rounded to the nearest one it can.
 *
 * @param bytes must own its buffer from the start, so that views on it are aligned
 */
export function decodeValues(bytes: Uint8Array<ArrayBuffer>, dtype: ReadableDType): Float32Array {
  const { buffer } = bytes;
  switch (dtype) {
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return Float32Array.from(new Float64Array(buffer));
    case "float16":
      return decodeFloat16(new Uint16Array(buffer));
    case "bfloat16":
      return decodeBfloat16(new Uint16Array(buffer));
    case "int64":
      return Float32Array.from(new BigInt64Array(buffer), Number);
    case "uint64":
      return Float32Array.from(new BigUint64Array(buffer), Number);
    case "int32":
      return Float32Array.from(new Int32Array(buffer));
    case "uint32":
      return Float32Array.from(new Uint32Array(buffer));
    case "int16":
      return Float32Array.from(new Int16Array(buffer));
    case "uint16":
      return Float32Array.from(new Uint16Array(buffer));
    case "int8":
      return Float32Array.from(new Int8Array(buffer));
    case "uint8":
    case "bool":
      return Float32Array.from(bytes);
  }
}
