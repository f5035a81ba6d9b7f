import type { StoredDType } from "./modelFile.ts";

/** Bytes of one element. Strings have no fixed size. */
export const bytesPerElement: Readonly<Record<Exclude<StoredDType, "string">, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex64: 8,
};
