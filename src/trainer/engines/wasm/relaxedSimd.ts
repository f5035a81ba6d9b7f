import { setFlagsFromString } from "node:v8";
import { validate } from "./webAssembly.ts";

/** A module with one function, which returns f32x4.relaxed_madd of its three arguments. */
const fusedMultiplyAdd = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b],
]);

/**
 * Lets this process compile relaxed SIMD, for fused multiplications and additions: matrix products are half as fast again
 * with them. Node has it since 21; the V8 of Node 20 has it too, behind a flag.
 *
 * @returns whether it does
 */
export function allowRelaxedSimd(): boolean {
  if (!validate(fusedMultiplyAdd)) setFlagsFromString("--experimental-wasm-relaxed-simd");
  return validate(fusedMultiplyAdd);
}
