import type { Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";

// The listeners are counted before anything loads the backend.
const events = ["uncaughtException", "unhandledRejection"] as const;
const listeners = () => events.map((event) => process.listenerCount(event));
const before = listeners();
const { heap, tf } = await import("./oracle.ts");
const after = listeners();

describe("the wasm backend", () => {
  it("leaves no handlers on the process", () => {
    expect(after).toEqual(before);
  });

  it("says how much memory was missing, and goes on working", async () => {
    await tf.setBackend("wasm");
    const held: Tensor[] = [];
    const fillMemory = () => {
      for (let gigabytes = 0; gigabytes < 8; gigabytes++) {
        held.push(tf.engine().makeTensorFromTensorInfo(heap.output([1 << 28])));
      }
    };
    expect(fillMemory).toThrow(/^The wasm engine is out of memory: its heap is \d+\.\d MB, and 1024\.0 MB more/);
    tf.dispose(held);
    expect([...tf.tidy(() => tf.add(tf.tensor([1, 2]), 1).dataSync())]).toEqual([2, 3]);
  });

  it("shares the values of a clone, and frees them with the last of the two", async () => {
    await tf.setBackend("wasm");
    const x = tf.tensor([1, 2, 3]);
    const y = tf.clone(x);
    expect(heap.pointer(y)).toBe(heap.pointer(x));
    x.dispose();
    expect([...y.dataSync()]).toEqual([1, 2, 3]);
    const live = tf.memory().numDataBuffers;
    y.dispose();
    expect(tf.memory().numDataBuffers).toBe(live - 1);
  });
});
