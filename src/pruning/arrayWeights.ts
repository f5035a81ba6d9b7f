import type { PrunableWeights } from "./pruner.ts";

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
    const held = this.#masks.get(tensor);
    if (held) held.set(mask);
    else this.#masks.set(tensor, mask.slice());
    multiply(this.read(tensor), mask);
  }

  applyMasks(): void {
    for (const [tensor, mask] of this.#masks) multiply(this.read(tensor), mask);
  }
}

/** Not `values[i] *= mask[i]`: that leaves −0 behind, and NaN where an update overflowed. */
function multiply(values: Float32Array, mask: Float32Array): void {
  for (let i = 0; i < values.length; i++) if (mask[i] === 0) values[i] = 0;
}
