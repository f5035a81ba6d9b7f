import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers, normally distributed around 0 (Box & Muller), the same for the same seed. */
export function normals(count: number, seed: number): Float32Array {
  // Small seeds begin alike.
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  const uniform = () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
  return Float32Array.from({ length: count }, () => {
    return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  });
}
