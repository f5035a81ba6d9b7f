import type { LayersModel, layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { NetworkSetup } from "../../../src/trainer/engines/engine.ts";
import type { Tf } from "../../../src/trainer/engines/tfjs/namespace.ts";
import type { optimizerOf } from "../optimizers.ts";

/**
 * A small network of a known kind. Activations are smooth: behind a relu, rounding of 1e-7 decides which units fire, and
 * 20 steps amplify it.
 */
export interface Architecture {
  readonly title: string;
  readonly model: (tf: Tf) => LayersModel;
  /** Of classes where not given. */
  readonly loss?: NetworkSetup["loss"];
  readonly lossWeights?: NetworkSetup["lossWeights"];
  readonly optimizer?: Parameters<typeof optimizerOf>[0];
  readonly trainable?: NetworkSetup["trainable"];
  /** Examples in a batch; 3 where not given. */
  readonly size?: number;
  /** Inputs are whole numbers below this one. */
  readonly indices?: number;
  /** The native engine does not compile it. */
  readonly operationByOperation?: boolean;
}

export type Layers = Tf["layers"];
type Layer = layers.Layer;

/** A model of one input and one output. */
export function functional(
  shape: number[],
  outputOf: (layers: Layers, x: SymbolicTensor, tf: Tf) => SymbolicTensor,
): Architecture["model"] {
  return (tf) => {
    const inputs = tf.input({ shape });
    return tf.model({ inputs, outputs: outputOf(tf.layers, inputs, tf) });
  };
}

/** Layers one after the other. */
export function through(x: SymbolicTensor, ...chain: readonly Layer[]): SymbolicTensor {
  return chain.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x);
}

/** A layer of several inputs. */
export function joined(layer: Layer, ...inputs: SymbolicTensor[]): SymbolicTensor {
  return layer.apply(inputs) as SymbolicTensor;
}

/** The usual end: mean of each channel, and a softmax over three classes. */
export function classified(l: Layers, x: SymbolicTensor): SymbolicTensor {
  return through(x, l.globalAveragePooling2d({}), l.dense({ units: 3, activation: "softmax" }));
}
