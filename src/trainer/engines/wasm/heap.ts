import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs-core";
import { EngineError } from "../engine.ts";
import type { Allocator } from "./allocator.ts";
import { geometryBytes, geometryFields } from "./geometry.ts";
import { type Kernels, type PartArguments, type Pointer, partKernelNames } from "./kernelModule.ts";
import { Scratch } from "./scratch.ts";
import type { Range, ThreadPool } from "./threads/threadPool.ts";

/** The heap of the tfjs wasm backend, and the kernels and threads that work on it. */
export class Heap {
  readonly kernels: Kernels;
  readonly threads: ThreadPool;
  readonly #backend: BackendWasm;
  readonly #allocator: Allocator;
  readonly #geometry: Pointer;
  readonly #shared: Scratch;
  readonly #ofThreads: Scratch;

  /** @param allocator the backend's own, guarded: nothing here looks for failure */
  constructor(backend: BackendWasm, allocator: Allocator, kernels: Kernels, threads: ThreadPool) {
    this.kernels = kernels;
    this.threads = threads;
    this.#backend = backend;
    this.#allocator = allocator;
    this.#geometry = allocator._malloc(geometryBytes);
    this.#shared = new Scratch(allocator);
    this.#ofThreads = new Scratch(allocator);
  }

  pointer(tensor: TensorInfo): Pointer {
    return this.#backend.getMemoryOffset(tensor.dataId);
  }

  /** A new tensor with whatever the memory holds. */
  output(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    return this.#backend.makeOutput([...shape], dtype);
  }

  /** Working memory; it is the next caller's as soon as a kernel has run. */
  scratch(bytes: number): Pointer {
    return this.#shared.reserve(bytes);
  }

  /**
   * Runs a kernel over a range, in parts on all threads where that pays.
   *
   * @param scratchBytes that each part needs
   */
  run<Name extends keyof PartArguments>(
    kernel: Name,
    own: Readonly<PartArguments[Name]>,
    range: Range,
    scratchBytes = 0,
  ): void {
    const { size } = this.threads;
    const bytes = Math.ceil(scratchBytes / 64) * 64;
    const scratch = bytes > 0 ? { pointer: this.#ofThreads.reserve(bytes * size), bytes } : undefined;
    this.threads.run(partKernelNames.indexOf(kernel), own, range, scratch);
  }

  /** Writes a geometry for the kernels to read; valid until the next call. */
  geometry(info: backend_util.Conv2DInfo): Pointer {
    if (info.dataFormat !== "channelsLast") {
      throw new EngineError("The wasm engine computes convolutions in NHWC only.");
    }
    new Int32Array(this.#allocator.HEAPU8.buffer, this.#geometry, geometryBytes / 4).set(geometryFields(info));
    return this.#geometry;
  }
}
