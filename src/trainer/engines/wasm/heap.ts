import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs-core";
import { EngineError } from "../engine.ts";
import type { Allocator } from "./allocator.ts";
import { geometryBytes, geometryFields } from "./geometry.ts";
import type { Pointer, TrainingKernels } from "./kernelModule.ts";

/** Scratch grows in steps, so that layers of slightly different sizes do not each reallocate it. */
const scratchStep = 1 << 20;
/** Where scratch starts; the allocator itself aligns to 8. */
const alignment = 16;

/** The heap of the tfjs wasm backend and the kernels that work on it. */
export class Heap {
  readonly kernels: TrainingKernels;
  readonly #backend: BackendWasm;
  readonly #allocator: Allocator;
  readonly #geometry: Pointer;
  #scratch: Pointer = 0;
  #scratchBytes = 0;

  /** @param allocator the backend's own, guarded: nothing here looks for failure */
  constructor(backend: BackendWasm, allocator: Allocator, kernels: TrainingKernels) {
    this.kernels = kernels;
    this.#backend = backend;
    this.#allocator = allocator;
    this.#geometry = allocator._malloc(geometryBytes);
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
    if (bytes > this.#scratchBytes) {
      this.#allocator._free(this.#scratch);
      this.#scratchBytes = 0;
      const size = Math.ceil(bytes / scratchStep) * scratchStep;
      this.#scratch = this.#allocator._malloc(size + alignment);
      this.#scratchBytes = size;
    }
    return Math.ceil(this.#scratch / alignment) * alignment;
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
