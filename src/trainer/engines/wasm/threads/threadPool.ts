import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../../../packageRoot.ts";
import { EngineError } from "../../engine.ts";
import type { KernelModule } from "../kernelModule.ts";
import { Gain } from "./gain.ts";
import type { ThreadData } from "./kernelThread.ts";
import { type PartKernel, SharedJob } from "./sharedJob.ts";

/** More than two have not been measured. */
const mostThreads = 2;
/** So that a thread that is held up leaves something to do for the others. */
const mostPiecesEach = 4;

/** A range of work: 0 to `total`. */
export interface Range {
  readonly total: number;
  /** The least that is worth the other thread's while, some 20 µs of work; pieces begin at its multiples. */
  readonly grain: number;
}

/** Memory for each thread to work in. */
export interface ThreadScratch {
  readonly pointer: number;
  readonly bytes: number;
}

/** The threads that compute kernels: this one, and those that help it. Results are the same on however many. */
export class ThreadPool {
  /** Whether this thread works alone all the same: what benchmarks and tests compare with. */
  alone = false;
  /** Whether ranges are divided even where it does not pay: so small ones are tested too. */
  dividesAll = false;
  readonly size: number;
  /** Why there is but one thread. */
  readonly note: string | undefined;
  readonly #kernels: readonly PartKernel[];
  readonly #job: SharedJob;
  readonly #gain = new Gain();

  private constructor(kernels: readonly PartKernel[], job: SharedJob, size: number, note?: string) {
    this.#kernels = kernels;
    this.#job = job;
    this.size = size;
    this.note = note;
  }

  /**
   * Starts as many threads as there are processor cores, up to two; where none starts, this one works alone.
   *
   * @throws EngineError where the program of the threads is not built
   */
  static async start(kernels: KernelModule, size = Math.min(mostThreads, availableParallelism())): Promise<ThreadPool> {
    const job = new SharedJob();
    if (size < 2) return new ThreadPool(kernels.parts, job, 1, "one processor core");
    const program = path.join(packageRoot(), "dist", "kernelThread.js");
    if (!existsSync(program)) {
      throw new EngineError(`The wasm engine's threads (${program}) are not built. Run "npm run build".`);
    }
    const { module, memory } = kernels;
    const helpers: Worker[] = [];
    try {
      for (let thread = 1; thread < size; thread++) {
        const data: ThreadData = { thread, module, memory, job: job.memory };
        helpers.push(new Worker(program, { workerData: data }));
      }
      await Promise.all(helpers.map(ready));
    } catch (error) {
      await Promise.all(helpers.map((helper) => helper.terminate()));
      const reason = error instanceof Error ? error.message : String(error);
      return new ThreadPool(kernels.parts, job, 1, `no other starts: ${reason}`);
    }
    return new ThreadPool(kernels.parts, job, size);
  }

  /** Whether other threads take part. */
  get helps(): boolean {
    return this.size > 1 && !this.alone && (this.dividesAll || this.#gain.isWorthwhile());
  }

  /** Computes a range in pieces, on all threads, if it is large enough; else here. */
  run(kernel: number, own: readonly number[], range: Range, scratch?: ThreadScratch): void {
    const { total } = range;
    const pieces = this.helps ? this.#piecesOf(range) : 1;
    if (pieces < 2) {
      this.#kernels[kernel](...own, 0, total, scratch?.pointer ?? 0);
      return;
    }
    const started = performance.now();
    this.#job.offer({
      kernel,
      arguments: own,
      total,
      grain: this.dividesAll ? 1 : range.grain,
      pieces,
      scratch: scratch?.pointer ?? 0,
      scratchBytes: scratch?.bytes ?? 0,
    });
    this.#job.help(this.#kernels, 0);
    if (!this.#job.finish(pieces)) throw new EngineError("A thread of the wasm engine has failed.");
    this.#gain.add({ alone: this.#job.timeAlone(), together: performance.now() - started });
  }

  /** As many for each thread, for one more would keep all the others waiting. */
  #piecesOf({ total, grain }: Range): number {
    if (this.dividesAll) return Math.min(total, this.size * mostPiecesEach);
    return this.size * Math.min(Math.floor(total / grain / this.size), mostPiecesEach);
  }
}

/** Waits for a thread to be at work; then it keeps the process no longer from ending. */
async function ready(helper: Worker): Promise<void> {
  await new Promise((resolve, reject) => {
    helper.once("message", resolve);
    helper.once("error", reject);
    helper.once("exit", () => reject(new Error("it has ended")));
  });
  helper.unref();
}
