import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { EngineError } from "../engine.ts";
import type { WasmMemory } from "./webAssembly.ts";

/** What of the backend's emscripten module its types leave out. */
export interface Allocator {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
  /** A new view whenever the heap has grown. */
  readonly HEAPU8: Uint8Array;
  readonly asm: { readonly malloc: (bytes: number) => number; readonly memory: WasmMemory };
}

/** @throws EngineError where the module is built in another way than that of tfjs 4.22 */
export function allocatorOf({ wasm }: BackendWasm): Allocator {
  if (!isAllocator(wasm)) {
    throw new EngineError(
      'The wasm backend of TensorFlow.js is not the one that this is built for: run "npm ci" and "npm run build".',
    );
  }
  return wasm;
}

function isAllocator(module: object): module is Allocator {
  const { _malloc, _free, HEAPU8, asm } = module as Partial<Allocator>;
  return (
    typeof _malloc === "function" &&
    typeof _free === "function" &&
    HEAPU8 instanceof Uint8Array &&
    typeof asm?.malloc === "function" &&
    asm.memory?.buffer instanceof SharedArrayBuffer
  );
}

/**
 * Makes the backend's allocations fail aloud. Its malloc returns 0 when the heap is full, and the backend would go on
 * and write over whatever lies at the start of the heap.
 */
export function guardMemory(allocator: Allocator): void {
  // Not allocator._malloc: at its first call that replaces itself, and with it whatever stands in its place.
  const { malloc, memory } = allocator.asm;
  allocator._malloc = (bytes) => {
    // The address is a signed 32-bit number in memory above 2 GiB.
    const address = malloc(bytes) >>> 0;
    if (bytes > 0 && address === 0) throw outOfMemory(bytes, memory.buffer.byteLength);
    return address;
  };
}

function outOfMemory(requested: number, heap: number): EngineError {
  return new EngineError(
    `The wasm engine is out of memory: its heap is ${megabytes(heap)}, and ${megabytes(requested)} more were needed. A smaller batch size needs less.`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
