import "@tensorflow/tfjs-backend-cpu";
import * as core from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import type { Engine } from "../../src/trainer/engines/engine.ts";
import { createComposedUpdate } from "../../src/trainer/engines/tfjs/composedUpdates.ts";
import type { Tf } from "../../src/trainer/engines/tfjs/namespace.ts";
import { buildNetwork } from "../../src/trainer/engines/tfjs/network.ts";
import { prepareLibrary } from "../../src/trainer/engines/tfjs/prepareLibrary.ts";
import { registerChainedOps } from "../../src/trainer/engines/wasm/chainedOps.ts";

/** TensorFlow.js in plain JavaScript. */
export async function startCpuBackend(): Promise<Tf> {
  const tf: Tf = { ...core, ...layers };
  // Spares the test output an advertisement.
  tf.env().set("PROD", true);
  await tf.setBackend("cpu");
  registerChainedOps(tf);
  prepareLibrary(tf);
  return tf;
}

/** The oracle: an engine with updates composed of the library's own operations. */
export async function startCpu(): Promise<Engine> {
  const tf = await startCpuBackend();
  return {
    name: "cpu",
    version: tf.version_core,
    detail: "plain JavaScript",
    untrainable: () => [],
    build: (setup) => buildNetwork({ tf, update: createComposedUpdate(tf, setup.optimizer) }, setup),
  };
}
