import type { StoredDType } from "./modelFile.ts";

/** Values of a tensor as they go into a file. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** dtypes that have a JavaScript array of their own. */
export type NumericDType = Exclude<StoredDType, "float16" | "bfloat16" | "bool" | "string" | "complex64">;

/** A tensor to be written. Its values are asked for when its turn comes, so that few need to be in memory at once. */
export interface TensorSource {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: NumericDType;
  /** Row-major, as many as the shape says, in the array type of the dtype. */
  read(): NumericArray | Promise<NumericArray>;
}

/** A tensor whose values are in memory; its dtype is the array's. */
export function arrayTensor(name: string, shape: readonly number[], values: NumericArray): TensorSource {
  return { name, shape, dtype: dtypeOf(values), read: () => values };
}

const arrayTypes = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
} as const satisfies Record<NumericDType, unknown>;

export function dtypeOf(values: NumericArray): NumericDType {
  for (const dtype of Object.keys(arrayTypes) as NumericDType[]) {
    if (values instanceof arrayTypes[dtype]) return dtype;
  }
  throw new TypeError("This kind of array has no dtype.");
}

/** The bytes as an array of the dtype, without a copy. `bytes` must own its buffer from the start. */
export function viewAs(bytes: Uint8Array<ArrayBuffer>, dtype: NumericDType): NumericArray {
  return new arrayTypes[dtype](bytes.buffer);
}
