import type { Engine } from "../engine.ts";
import { createComposedUpdate } from "../tfjs/composedUpdates.ts";
import { buildNetwork } from "../tfjs/network.ts";
import { unknownLayers } from "../tfjs/topologyLayers.ts";
import { loadTfjsNode } from "./tfjsNode.ts";

/**
 * tfjs-node, operation by operation.
 *
 * @throws EngineError where its binding does not load
 */
export async function startNative(): Promise<Engine> {
  const { tf, version, tensorflowVersion } = loadTfjsNode();
  await tf.ready();
  return {
    name: "native",
    version: `tfjs-node ${version}`,
    detail: `eager, TensorFlow ${tensorflowVersion}`,
    untrainable: (topology) => unknownLayers(tf, topology),
    build: (setup) => buildNetwork({ tf, update: createComposedUpdate(tf, setup.optimizer) }, setup),
  };
}
