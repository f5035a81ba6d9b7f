import type { Engine } from "../engine.ts";
import { buildNetwork } from "../tfjs/network.ts";
import { accelerateLayers } from "./acceleratedLayers.ts";
import { startBackend } from "./backend.ts";
import { createFusedUpdate } from "./fusedUpdates.ts";
import { untrainableLayers } from "./layerCoverage.ts";
import type { ThreadPool } from "./threads/threadPool.ts";

/**
 * The embedded engine: TensorFlow.js on WebAssembly, with training kernels of our own. It needs nothing installed.
 *
 * @throws EngineError where a module is missing or does not load
 */
export async function startWasm(): Promise<Engine> {
  const { tf, heap } = await startBackend();
  return {
    name: "wasm",
    version: `tfjs ${tf.version_core}`,
    detail: describeThreads(heap.threads),
    untrainable: untrainableLayers,
    build: (setup) =>
      buildNetwork(
        {
          tf,
          update: createFusedUpdate(tf, heap, setup.optimizer),
          accelerate: (model) => accelerateLayers(tf, heap, model),
        },
        setup,
      ),
  };
}

function describeThreads({ size, note }: ThreadPool): string {
  return size > 1 ? `${size} threads, SIMD` : `1 thread (${note}), SIMD`;
}
