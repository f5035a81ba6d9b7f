import { availableParallelism } from "node:os";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, it, vi } from "vitest";
import { startWasm } from "../../../src/trainer/engines/wasm/engine.ts";
import { loadKernels } from "../../../src/trainer/engines/wasm/kernelModule.ts";
import { SharedJob } from "../../../src/trainer/engines/wasm/threads/sharedJob.ts";
import { ThreadPool } from "../../../src/trainer/engines/wasm/threads/threadPool.ts";
import type { WasmMemory } from "../../../src/trainer/engines/wasm/webAssembly.ts";
import { sparsity } from "../../cli/command.ts";
import { heap, on, randomTensor, tf } from "./oracle.ts";

const backend = tf.backend() as unknown as { wasm: { asm: { memory: WasmMemory } } };
const kernels = await loadKernels(backend.wasm.asm.memory);

describe("the threads of the wasm engine", () => {
  it("say how many they are", async () => {
    expect(heap.threads.size).toBe(3);
    expect((await startWasm()).detail).toBe("3 threads, SIMD");
  });

  it("are as many as there are processor cores, up to two, and let the process end", async () => {
    const { code, stdout } = await sparsity("engines", "--json");
    expect(code).toBe(0);
    const wasm = JSON.parse(stdout).find(({ name }: { name: string }) => name === "wasm");
    expect(wasm).toMatchObject({
      available: true,
      reason: availableParallelism() > 1 ? "2 threads, SIMD" : "1 thread (one processor core), SIMD",
    });
  });

  it.each([
    { title: "there is one processor core", module: kernels.module, size: 1, note: "one processor core" },
    { title: "a thread cannot be started", module: () => {}, size: 2, note: /^no other starts: .*could not be cloned/ },
    { title: "a thread fails as it starts", module: {}, size: 2, note: /^no other starts: .*WebAssembly/ },
  ])("are one, which says why, where $title", async ({ module, size, note }) => {
    const pool = await ThreadPool.start({ ...kernels, module: module as never }, size);
    expect(pool).toMatchObject({ size: 1, note: expect.stringMatching(note) });
  });

  it("leave small work to one, and share large work", async () => {
    const offers = vi.spyOn(SharedJob.prototype, "offer");
    heap.threads.dividesAll = false;
    try {
      await on("wasm", () => ({ y: tf.relu(randomTensor([1000], 1)) }));
      expect(offers).not.toHaveBeenCalled();
      await on("wasm", () => ({ y: tf.relu(randomTensor([60_001], 1)) }));
      expect(offers).toHaveBeenCalledOnce();
    } finally {
      heap.threads.dividesAll = true;
      offers.mockRestore();
    }
  });

  it.each([
    { title: "large products", x: [2, 20, 21, 65], filter: [1, 1, 65, 400] },
    { title: "long sums", x: [4, 61, 63, 5], filter: [3, 3, 5, 9] },
  ])("give the bits of one where work is large: $title", async ({ x, filter }) => {
    heap.threads.dividesAll = false;
    try {
      // It compares the two.
      await on("wasm", () => {
        const convolve = (image: Tensor4D, kernel: Tensor4D) => tf.conv2d(image, kernel, 1, "same");
        const inputs = [randomTensor(x, 1), randomTensor(filter, 2)] as [Tensor4D, Tensor4D];
        const y = convolve(...inputs);
        const [dx, dFilter] = tf.grads(convolve as never)(inputs, randomTensor(y.shape, 3));
        return { y, dx, dFilter };
      });
    } finally {
      heap.threads.dividesAll = true;
    }
  });
});

describe("a shared job", () => {
  /** Two threads' views of one job, and which ranges were computed by whom. */
  function start() {
    const job = new SharedJob();
    const helper = new SharedJob(job.memory);
    const ranges: number[][] = [];
    const record = (...numbers: number[]) => ranges.push(numbers);
    return { job, helper, ranges, record };
  }
  const offered = { kernel: 0, arguments: [7, 8], total: 21, grain: 4, pieces: 3, scratch: 1000, scratchBytes: 10 };

  it("is computed piece by piece, each once, by whoever comes, in scratch of its own", () => {
    const { job, helper, ranges, record } = start();
    let asked = false;
    const kernel = (...numbers: number[]) => {
      record(...numbers);
      // Another thread comes while this one computes, and takes all the rest.
      if (!asked) {
        asked = true;
        helper.help([record], 2);
      }
    };
    job.offer(offered);
    job.help([kernel], 0);
    expect(job.finish(3)).toBe(true);
    expect(ranges).toEqual([
      [7, 8, 16, 21, 1000],
      [7, 8, 8, 16, 1020],
      [7, 8, 0, 8, 1020],
    ]);
  });

  it("leaves nothing to a thread that is late", () => {
    const { job, helper, ranges, record } = start();
    job.offer(offered);
    job.help([record], 0);
    helper.help([record], 1);
    expect(ranges).toHaveLength(3);
  });

  it("tells how long one thread would have taken, by the quickest piece of any", () => {
    const { job, helper } = start();
    let clock = 0;
    const now = vi.spyOn(performance, "now").mockImplementation(() => clock);
    const taking = (milliseconds: number) => () => {
      clock += milliseconds;
    };
    job.offer(offered);
    // Pieces of 5, 8 and 8 units; this thread stands still while the other computes.
    const interrupted = () => helper.help([taking(16)], 1);
    job.help([interrupted], 0);
    now.mockRestore();
    expect(job.timeAlone()).toBe(21 * 2);
  });

  it("tells of a thread that failed", () => {
    const { job, helper } = start();
    job.offer(offered);
    const fail = () => {
      throw new Error("unreachable");
    };
    expect(() => helper.help([fail], 1)).toThrow("unreachable");
    job.help([() => {}], 0);
    expect(job.finish(3)).toBe(false);
  });
});
