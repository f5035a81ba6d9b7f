import type { PrunableWeights } from "./pruner.ts";

const block = 1 << 14;

/** Weights in plain arrays, for training loops of one's own: change the arrays in place between the pruner's calls. */
export class ArrayWeights implements PrunableWeights {
  readonly #arrays: ReadonlyMap<string, Float32Array>;
  readonly #masks = new Map<string, Float32Array>();

  constructor(arrays: ReadonlyMap<string, Float32Array>) {
    this.#arrays = arrays;
  }

  /** @throws Error for a tensor that is not there */
  read(tensor: string): Float32Array {
    const values = this.#arrays.get(tensor);
    if (!values) throw new Error(`There is no tensor ${tensor}.`);
    return values;
  }

  setMask(tensor: string, mask: Float32Array): void {
    const values = this.read(tensor);
    const held = this.#masks.get(tensor) ?? new Float32Array(mask.length);
    this.#masks.set(tensor, held);
    // In blocks that stay in the cache between copying and multiplying.
    for (let start = 0; start < mask.length; start += block) {
      const end = start + block;
      held.set(mask.subarray(start, end), start);
      multiply(values.subarray(start, end), held.subarray(start, end));
    }
  }

  applyMasks(): void {
    for (const [tensor, mask] of this.#masks) multiply(this.read(tensor), mask);
  }
}

/**
 * Clears the bits of masked weights. A multiplication would leave −0 behind, and NaN where an update overflowed; a
 * branch would be mispredicted at every other weight.
 */
function multiply(values: Float32Array, mask: Float32Array): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const maskBits = new Int32Array(mask.buffer, mask.byteOffset, mask.length);
  const whole = bits.length & ~3;
  // 1.0 is 0x3f800000: shifted by 29 it is 1, negated all ones. Four at a time, see magnitude.ts.
  for (let i = 0; i < whole; i += 4) {
    const a = bits[i] & -(maskBits[i] >> 29);
    const b = bits[i + 1] & -(maskBits[i + 1] >> 29);
    const c = bits[i + 2] & -(maskBits[i + 2] >> 29);
    const d = bits[i + 3] & -(maskBits[i + 3] >> 29);
    bits[i] = a;
    bits[i + 1] = b;
    bits[i + 2] = c;
    bits[i + 3] = d;
  }
  for (let i = whole; i < bits.length; i++) bits[i] &= -(maskBits[i] >> 29);
}
