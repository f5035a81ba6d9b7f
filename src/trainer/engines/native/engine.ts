import type { Topology } from "../../../models/modelFile.ts";
import type { Engine, UntrainableLayer } from "../engine.ts";
import { createComposedUpdate } from "../tfjs/composedUpdates.ts";
import { buildNetwork } from "../tfjs/network.ts";
import { declaredLayers, unknownLayers } from "../tfjs/topologyLayers.ts";
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
    untrainable: (topology) => [...unknownLayers(tf, topology), ...incompleteNormalizations(topology)],
    build: (setup) => buildNetwork({ tf, update: createComposedUpdate(tf, setup.optimizer) }, setup),
  };
}

/** tfjs-layers reads gamma and beta in training whether the layer has them or not. */
function incompleteNormalizations(topology: Topology): UntrainableLayer[] {
  return declaredLayers(topology)
    .filter(
      ({ className, config }) =>
        className === "BatchNormalization" && (config.scale === false || config.center === false),
    )
    .map(({ path, className }) => ({
      layer: path,
      className,
      reason: "TensorFlow.js cannot train it without scale or center; the wasm engine can",
    }));
}
