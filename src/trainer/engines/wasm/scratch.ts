import type { Allocator } from "./allocator.ts";
import type { Pointer } from "./kernelModule.ts";

/** Scratch grows in steps, so that layers of slightly different sizes do not each reallocate it. */
const step = 1 << 20;
/** That of a cache line; the allocator itself aligns to 8. */
const alignment = 64;

/** Working memory that is allocated once and grows to the most that was ever asked for. */
export class Scratch {
  readonly #allocator: Allocator;
  #start: Pointer = 0;
  #bytes = 0;

  constructor(allocator: Allocator) {
    this.#allocator = allocator;
  }

  /** What was reserved before is void. */
  reserve(bytes: number): Pointer {
    if (bytes > this.#bytes) {
      this.#allocator._free(this.#start);
      this.#start = 0;
      this.#bytes = 0;
      const size = Math.ceil(bytes / step) * step;
      this.#start = this.#allocator._malloc(size + alignment);
      this.#bytes = size;
    }
    return Math.ceil(this.#start / alignment) * alignment;
  }
}
