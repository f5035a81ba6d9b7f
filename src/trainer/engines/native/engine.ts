import { availableParallelism } from "node:os";
import type { Engine, Network, NetworkSetup } from "../engine.ts";
import { type AssembledModel, assembleModel, disposeModel } from "../tfjs/assembledModel.ts";
import { createComposedUpdate } from "../tfjs/composedUpdates.ts";
import type { Tf } from "../tfjs/namespace.ts";
import { eagerNetwork } from "../tfjs/network.ts";
import { prepareLibrary } from "../tfjs/prepareLibrary.ts";
import { unknownLayers } from "../tfjs/topologyLayers.ts";
import type { Binding } from "./binding.ts";
import { CompiledNetwork } from "./compiledNetwork.ts";
import { Session } from "./session.ts";
import { loadTfjsNode } from "./tfjsNode.ts";
import { compileTraining, signaturesOf } from "./training/compile.ts";
import { UncompiledLayer } from "./training/network.ts";

export interface NativeOptions {
  /** That an operation is spread over. TensorFlow reads it once, as its library loads. */
  readonly threads?: number | undefined;
  /** Never compiles: for comparisons. */
  readonly eager?: boolean;
}

/**
 * tfjs-node: the training step compiled into one graph of TensorFlow or, for layers that the compiler does not know,
 * operation by operation.
 *
 * @throws EngineError where its binding does not load
 */
export async function startNative({ eager = false, threads }: NativeOptions = {}): Promise<Engine> {
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  const { tf, binding, version, tensorflowVersion } = loadTfjsNode();
  await tf.ready();
  prepareLibrary(tf);
  return {
    name: "native",
    version: `tfjs-node ${version}`,
    detail: `TensorFlow ${tensorflowVersion}, ${threadsText()}`,
    untrainable: (topology) => unknownLayers(tf, topology),
    async build(setup) {
      const assembled = await assembleModel(tf, setup);
      if (eager) return buildEager(tf, setup, assembled);
      try {
        return compile(binding, setup, assembled);
      } catch (error) {
        if (error instanceof UncompiledLayer) return buildEager(tf, setup, assembled, error);
        throw error;
      }
    },
  };
}

function threadsText(): string {
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
  return threads === 1 ? "1 thread" : `${threads} threads`;
}

function compile(binding: Binding, setup: NetworkSetup, assembled: AssembledModel): Network {
  const { model, inputs, outputs, weights } = assembled;
  const training = compileTraining(assembled, setup);
  const network = new CompiledNetwork(training, new Session(binding, training.graph, signaturesOf(training)), {
    inputs,
    outputs,
    tensors: weights.map(({ name, layer, className, role, shape }) => ({ name, layer, className, role, shape })),
    seed: setup.seed,
  });
  for (const { name, variable } of weights) network.write(name, variable.dataSync<"float32">());
  disposeModel(
    model,
    weights.map(({ variable }) => variable),
  );
  return network;
}

/** @param obstacle why it is not compiled */
function buildEager(tf: Tf, setup: NetworkSetup, assembled: AssembledModel, obstacle?: UncompiledLayer): Network {
  const mode = obstacle ? `eager: layer ${obstacle.layer}` : "eager";
  const note =
    obstacle && `The native engine trains operation by operation, several times slower: ${obstacle.message}.`;
  const parts = { tf, update: createComposedUpdate(tf, setup.optimizer), mode, ...(note && { note }) };
  return eagerNetwork(parts, setup, assembled);
}
