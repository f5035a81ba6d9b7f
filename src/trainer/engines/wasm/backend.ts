import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../../packageRoot.ts";
import { EngineError } from "../engine.ts";
import type { Tf } from "../tfjs/namespace.ts";
import { prepareLibrary } from "../tfjs/prepareLibrary.ts";
import { allocatorOf, guardMemory } from "./allocator.ts";
import { registerChainedOps } from "./chainedOps.ts";
import { Heap } from "./heap.ts";
import { loadTrainingKernels } from "./kernelModule.ts";
import { registerTrainingKernels } from "./kernels/register.ts";

/** TensorFlow.js on the wasm backend, able to train. */
export interface WasmBackend {
  readonly tf: Tf;
  readonly heap: Heap;
}

let started: Promise<WasmBackend> | undefined;

/**
 * Starts the wasm backend, once a process: the library's registries are global.
 *
 * @throws EngineError where a module is missing or does not load
 */
export function startBackend(): Promise<WasmBackend> {
  started ??= start();
  return started;
}

async function start(): Promise<WasmBackend> {
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
  const heap = new Heap(backend, allocator, await loadTrainingKernels(allocator.asm.memory));
  registerTrainingKernels(tf, heap);
  return { tf, heap };
}

/** The folder of the backend's modules: dist/ where they are packaged in it, else the library's own. */
function findModules(): string {
  const packaged = path.join(packageRoot(), "dist");
  if (existsSync(path.join(packaged, "tfjs-backend-wasm-simd.wasm"))) return `${packaged}/`;
  const manifest = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  return `${path.dirname(manifest)}/wasm-out/`;
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
