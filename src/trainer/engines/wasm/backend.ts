import { existsSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../packageRoot.ts";
import { EngineError } from "../engine.ts";
import type { Tf } from "../tfjs/namespace.ts";
import { prepareLibrary } from "../tfjs/prepareLibrary.ts";
import { allocatorOf, guardMemory } from "./allocator.ts";
import { registerChainedOps } from "./chainedOps.ts";
import { Heap } from "./heap.ts";
import { loadKernels } from "./kernelModule.ts";
import { registerTrainingKernels } from "./kernels/register.ts";
import { ThreadPool } from "./threads/threadPool.ts";

/** TensorFlow.js on the wasm backend, able to train. */
export interface WasmBackend {
  readonly tf: Tf;
  readonly heap: Heap;
}

let started: Promise<WasmBackend> | undefined;

/**
 * Starts the wasm backend, once a process: the library's registries are global.
 *
 * @param threads to compute on, rather than one for each processor core, up to two
 * @throws EngineError where a module is missing or does not load
 */
export function startBackend(threads?: number): Promise<WasmBackend> {
  started ??= start(threads);
  return started;
}

async function start(threads: number | undefined): Promise<WasmBackend> {
  // Only now: a process that trains natively has its own copy of the library.
  const [core, layers, { BackendWasm, setThreadsCount, setWasmPaths }] = await Promise.all([
    import("@tensorflow/tfjs-core"),
    import("@tensorflow/tfjs-layers"),
    import("@tensorflow/tfjs-backend-wasm"),
  ]);
  const tf: Tf = { ...core, ...layers };
  registerChainedOps(tf);
  prepareLibrary(tf);
  setWasmPaths(findModules());
  // Of the library's own, which it starts in browsers only.
  setThreadsCount(1);
  if (!(await withoutNewHandlers(() => tf.setBackend("wasm")))) {
    throw new EngineError("The wasm backend of TensorFlow.js does not start: this machine may lack WebAssembly SIMD.");
  }
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) {
    throw new EngineError("Two copies of @tensorflow/tfjs-backend-wasm are installed: only one may be.");
  }
  const allocator = allocatorOf(backend);
  guardMemory(allocator);
  const kernels = await loadKernels(allocator.asm.memory);
  const heap = new Heap(backend, allocator, kernels.kernels, await ThreadPool.start(kernels, threads));
  registerTrainingKernels(tf, heap);
  return { tf, heap };
}

/** The folder of the backend's module, on whose memory threads can work. */
function findModules(): string {
  const folder = path.join(packageRoot(), "dist");
  const file = path.join(folder, "tfjs-backend-wasm-simd.wasm");
  if (!existsSync(file)) throw new EngineError(`The wasm backend (${file}) is not built. Run "npm run build".`);
  return `${folder}/`;
}

/**
 * Emscripten's module installs handlers for the whole process, which rethrow what Node would report better: they are
 * taken out again.
 */
async function withoutNewHandlers<Result>(work: () => Promise<Result>): Promise<Result> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => new Set(process.listeners(event as "uncaughtException")));
  const result = await work();
  for (const [i, event] of events.entries()) {
    for (const listener of process.listeners(event as "uncaughtException")) {
      if (!before[i].has(listener)) process.removeListener(event, listener);
    }
  }
  return result;
}
