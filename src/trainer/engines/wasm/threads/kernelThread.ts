import { parentPort, workerData } from "node:worker_threads";
import { partKernelsOf } from "../kernelModule.ts";
import { Instance, type WasmMemory, type WasmModule } from "../webAssembly.ts";
import { SharedJob } from "./sharedJob.ts";

/** A thread that helps with kernels: it waits for pieces and computes them, until it is ended from outside. */

/** What a thread is handed when it starts. */
export interface ThreadData {
  /** 1 for the first; 0 is the main thread's. */
  readonly thread: number;
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  readonly job: SharedArrayBuffer;
}

const { thread, module, memory, job: shared }: ThreadData = workerData;
const kernels = partKernelsOf(new Instance(module, { env: { memory } }).exports);
const job = new SharedJob(shared);
// Sent now: this thread has no event loop any more.
parentPort?.postMessage("ready");
for (;;) {
  job.waitForPieces();
  job.help(kernels, thread);
}
