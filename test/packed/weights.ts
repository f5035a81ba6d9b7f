import fc from "fast-check";
import type { TensorToPack } from "../../src/packed/write/packTensors.ts";

/** float32 values by their bits: every NaN, −0, denormals and infinities too. */
const anyBits = fc.integer({ min: 0, max: 0xffffffff });

/** Of the kinds that tensors come in: all zero, sparse, dense, of few values, repetitive. */
export const anyValues: fc.Arbitrary<Float32Array> = fc
  .record({
    size: fc.integer({ min: 0, max: 3000 }),
    density: fc.constantFrom(0, 0.001, 0.02, 0.3, 0.9, 1),
    pool: fc.array(anyBits, { minLength: 1, maxLength: 400 }),
    seed: fc.integer(),
  })
  .map(({ size, density, pool, seed }) => {
    const random = seededRandom(seed);
    const bits = new Uint32Array(size);
    for (let i = 0; i < size; i++) if (random() < density) bits[i] = pool[Math.floor(random() * pool.length)];
    return new Float32Array(bits.buffer);
  });

/** Numbers of 0 to below 1, always the same ones for a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed weights of which the smallest are cut, as pruning leaves them. */
export function prunedWeights(size: number, sparsity: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  const values = Float32Array.from(
    { length: size },
    () => 0.05 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  const threshold = values.map(Math.abs).sort()[Math.floor(sparsity * size)] ?? Number.POSITIVE_INFINITY;
  return values.map((value) => (Math.abs(value) < threshold ? 0 : value));
}

export function bitsOf(values: Float32Array): number[] {
  return [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
}

/** A tensor of one dimension that is kept bit for bit. */
export function exactTensor(name: string, values: Float32Array): TensorToPack {
  return { name, shape: [values.length], values, int8Channels: undefined };
}
