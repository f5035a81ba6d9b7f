import type { Batch } from "../engines/engine.ts";
import type { Dataset, Examples } from "./dataset.ts";
import { type SharedFloats, sharedFloats } from "./sharedMemory.ts";

/** Batches under way while one is in use: what takes longer for once does not keep the step waiting. */
const ahead = 2;

/** Where in training to begin. Without a pass, training examples come as they are. */
export interface Place {
  readonly pass?: number;
  readonly batch?: number;
}

/**
 * Reads the examples of a data set in batches, one pass at a time.
 *
 * While a batch is in use the next ones are already being filled, into other buffers. The arrays of a batch are
 * therefore valid only until the next batch is asked for; who keeps them longer must copy them.
 */
export class Batches {
  readonly #batchSize: number;
  /** The same ones for every pass: it takes long until memory is free again that threads have shared. */
  readonly #buffers: readonly Buffers[];

  constructor({ train, test }: Pick<Dataset, "train" | "test">, batchSize: number) {
    this.#batchSize = batchSize;
    const size = Math.min(batchSize, Math.max(train.size, test.size));
    this.#buffers = Array.from({ length: ahead + 1 }, () => ({
      inputs: sharedFloats(size * train.inputSize),
      targets: new Float32Array(size * train.targetSize),
    }));
  }

  /**
   * The batches of one pass; the last one holds what is left over.
   *
   * @param order indices into `examples`, as `shuffledOrder` gives them
   * @throws whatever filling a batch throws, when that batch is asked for
   */
  async *of(
    examples: Examples,
    order: Uint32Array,
    { pass, batch: from = 0 }: Place = {},
  ): AsyncGenerator<Batch, void, void> {
    const count = Math.ceil(order.length / this.#batchSize);
    const underWay: Promise<Batch>[] = [];
    const prepare = (number: number) => {
      const indices = order.subarray(number * this.#batchSize, (number + 1) * this.#batchSize);
      const batch = fill(examples, indices, this.#buffers[number % this.#buffers.length], pass);
      // A failure is reported when the batch is asked for; until then it must not count as unhandled.
      batch.catch(() => {});
      underWay.push(batch);
    };
    try {
      for (let number = from; number < Math.min(from + ahead, count); number++) prepare(number);
      for (let number = from; number < count; number++) {
        if (number + ahead < count) prepare(number + ahead);
        yield await underWay[0];
        underWay.shift();
      }
    } finally {
      // Who leaves early must not find the data still being read.
      await Promise.allSettled(underWay);
    }
  }
}

interface Buffers {
  readonly inputs: SharedFloats;
  readonly targets: Float32Array;
}

async function fill(examples: Examples, indices: Uint32Array, buffers: Buffers, pass?: number): Promise<Batch> {
  const size = indices.length;
  const inputs = buffers.inputs.subarray(0, size * examples.inputSize);
  const targets = buffers.targets.subarray(0, size * examples.targetSize);
  await examples.fill(indices, inputs, targets, pass);
  return { size, inputs, targets };
}
