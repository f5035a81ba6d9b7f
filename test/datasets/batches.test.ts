import { describe, expect, it } from "vitest";
import { Batches } from "../../src/trainer/datasets/batches.ts";
import type { Examples } from "../../src/trainer/datasets/dataset.ts";

/** Example i has the input [i, i + 0.5] and the target 100 + i. Filling takes a turn of the event loop. */
function numbered(size: number, onFill: (indices: number[]) => void = () => {}): Examples {
  return {
    size,
    inputSize: 2,
    targetSize: 1,
    async fill(indices, inputs, targets) {
      onFill(Array.from(indices));
      await new Promise((resolve) => setImmediate(resolve));
      for (const [row, index] of indices.entries()) {
        inputs.set([index, index + 0.5], 2 * row);
        targets[row] = 100 + index;
      }
    },
  };
}

const order = Uint32Array.of(4, 2, 0, 1, 3);

const batchesOf = (examples: Examples, batchSize: number) =>
  new Batches({ train: examples, test: numbered(0) }, batchSize);

async function collect(examples: Examples, batchSize: number, batch?: number) {
  const seen: { size: number; inputs: number[]; targets: number[] }[] = [];
  for await (const { size, inputs, targets } of batchesOf(examples, batchSize).of(
    examples,
    order,
    batch === undefined ? {} : { batch },
  )) {
    seen.push({ size, inputs: Array.from(inputs), targets: Array.from(targets) });
  }
  return seen;
}

describe("batches", () => {
  it("follow the order, and the last one holds what is left over", async () => {
    expect(await collect(numbered(5), 2)).toEqual([
      { size: 2, inputs: [4, 4.5, 2, 2.5], targets: [104, 102] },
      { size: 2, inputs: [0, 0.5, 1, 1.5], targets: [100, 101] },
      { size: 1, inputs: [3, 3.5], targets: [103] },
    ]);
  });

  it("start at the batch that is asked for, with the very batches of an uninterrupted pass", async () => {
    const whole = await collect(numbered(5), 2);
    for (const from of [0, 1, 2, 3]) expect(await collect(numbered(5), 2, from)).toEqual(whole.slice(from));
  });

  it("are none where there are no examples", async () => {
    const iterator = batchesOf(numbered(5), 2).of(numbered(0), new Uint32Array(0));
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("are filled two ahead of the batch in use, never more, and never into its arrays", async () => {
    const filled: number[][] = [];
    const examples = numbered(5, (indices) => filled.push(indices));
    const iterator = batchesOf(examples, 1).of(examples, order);
    const first = (await iterator.next()).value;
    expect(filled).toEqual([[4], [2], [0]]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(Array.from(first?.targets ?? [])).toEqual([104]);
    await iterator.next();
    expect(filled).toEqual([[4], [2], [0], [1]]);
    await iterator.return();
    expect(filled.length).toBe(4);
  });

  it("reuse three pairs of buffers, in every pass", async () => {
    const batches = batchesOf(numbered(5), 1);
    const buffers = new Set<ArrayBufferLike>();
    for (const pass of [0, 1]) {
      for await (const { inputs, targets } of batches.of(numbered(5), order, { pass })) {
        buffers.add(inputs.buffer).add(targets.buffer);
      }
    }
    expect(buffers.size).toBe(6);
  });

  it("are asked for with their pass, where they are of one", async () => {
    const passes: (number | undefined)[] = [];
    const examples: Examples = { ...numbered(2), fill: async (...[, , , pass]) => void passes.push(pass) };
    for await (const _ of batchesOf(examples, 1).of(examples, Uint32Array.of(1, 0), { pass: 7 }));
    for await (const _ of batchesOf(examples, 1).of(examples, Uint32Array.of(1)));
    expect(passes).toEqual([7, 7, undefined]);
  });

  it("report a failure when its batch is asked for, after the batches before it", async () => {
    const failing = numbered(5, (indices) => {
      if (indices.includes(1)) throw new Error("The disk is gone.");
    });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { size } of batchesOf(failing, 2).of(failing, order)) {
        // Long enough for a rejection that nobody waits for to be noticed.
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.push(size);
      }
    })();
    await expect(reading).rejects.toThrow("The disk is gone.");
    expect(seen).toEqual([2]);
  });

  it("wait for the batches on their way when the reader leaves early", async () => {
    let finished = 0;
    const examples = numbered(5);
    const counting: Examples = {
      ...examples,
      async fill(...request) {
        await examples.fill(...request);
        finished++;
      },
    };
    for await (const _ of batchesOf(counting, 1).of(counting, order)) break;
    expect(finished).toBe(3);
  });
});
