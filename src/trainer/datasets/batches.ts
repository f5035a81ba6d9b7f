import type { Batch } from "../engines/engine.ts";
import type { Examples } from "./dataset.ts";

/**
 * The batches of one pass, from batch number `from` on; the last one holds what is left over.
 *
 * While a batch is in use the next one is already being filled, into the other of two pairs of buffers. The arrays of
 * a batch are therefore valid only until the next batch is asked for; who keeps them longer must copy them.
 *
 * @param order indices into `examples`, as `shuffledOrder` gives them
 * @throws whatever filling a batch throws, when that batch is asked for
 */
export async function* batches(
  examples: Examples,
  order: Uint32Array,
  batchSize: number,
  from = 0,
): AsyncGenerator<Batch, void, void> {
  const count = Math.ceil(order.length / batchSize);
  const buffers = [createBuffers(examples, batchSize), createBuffers(examples, batchSize)];

  function prepare(number: number): Promise<Batch> {
    const indices = order.subarray(number * batchSize, (number + 1) * batchSize);
    const batch = fill(examples, indices, buffers[number % 2]);
    // A failure is reported when the batch is asked for; until then it must not count as unhandled.
    batch.catch(() => {});
    return batch;
  }

  if (from >= count) return;
  let next = prepare(from);
  try {
    for (let number = from; number < count; number++) {
      const batch = await next;
      if (number + 1 < count) next = prepare(number + 1);
      yield batch;
    }
  } finally {
    // Who leaves early must not find the data still being read.
    await Promise.allSettled([next]);
  }
}

interface Buffers {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

function createBuffers({ inputSize, targetSize }: Examples, batchSize: number): Buffers {
  return { inputs: new Float32Array(batchSize * inputSize), targets: new Float32Array(batchSize * targetSize) };
}

async function fill(examples: Examples, indices: Uint32Array, buffers: Buffers): Promise<Batch> {
  const size = indices.length;
  const inputs = buffers.inputs.subarray(0, size * examples.inputSize);
  const targets = buffers.targets.subarray(0, size * examples.targetSize);
  await examples.fill(indices, inputs, targets);
  return { size, inputs, targets };
}
