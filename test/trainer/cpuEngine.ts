import "@tensorflow/tfjs-backend-cpu";
import * as core from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import type { Engine } from "../../src/trainer/engines/engine.ts";
import { correctAveragePoolGradient } from "../../src/trainer/engines/tfjs/averagePoolGradient.ts";
import { createComposedUpdate } from "../../src/trainer/engines/tfjs/composedUpdates.ts";
import type { Tf } from "../../src/trainer/engines/tfjs/namespace.ts";
import { buildNetwork } from "../../src/trainer/engines/tfjs/network.ts";
import { registerChainedOps } from "../../src/trainer/engines/wasm/chainedOps.ts";

/** The oracle: TensorFlow.js in plain JavaScript, with updates composed of its own operations. */
export async function startCpu(): Promise<Engine> {
  const tf: Tf = { ...core, ...layers };
  // Spares the test output an advertisement.
  tf.env().set("PROD", true);
  await tf.setBackend("cpu");
  registerChainedOps(tf);
  correctAveragePoolGradient(tf);
  return {
    name: "cpu",
    version: tf.version_core,
    detail: "plain JavaScript",
    untrainable: () => [],
    build: (setup) => buildNetwork({ tf, update: createComposedUpdate(tf, setup.optimizer) }, setup),
  };
}
