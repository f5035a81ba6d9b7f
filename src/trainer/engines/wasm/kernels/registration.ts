import type { KernelFunc, NamedAttrMap, NamedTensorMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { EngineError } from "../../engine.ts";
import type { Tf } from "../../tfjs/namespace.ts";

const backendName = "wasm";

/**
 * Puts a kernel of ours in the place of the wasm backend's own, or where it has none.
 *
 * @param kernel takes the inputs and attributes that TensorFlow.js documents for the kernel of that name
 */
export function replaceKernel<Inputs, Attributes>(
  tf: Tf,
  kernelName: string,
  kernel: (inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[],
): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  // The registry types all kernels alike, by maps of inputs and attributes; the library casts its own in this way.
  const kernelFunc = (({ inputs, attrs }: { inputs: Inputs; attrs: Attributes }) =>
    kernel(inputs, attrs)) as unknown as KernelFunc;
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/** The kernel that the backend has before ours takes its place. */
export function stockKernel<Inputs, Attributes>(
  tf: Tf,
  kernelName: string,
): (inputs: Inputs, attributes: Attributes) => TensorInfo {
  const run = tf.getKernel(kernelName, backendName).kernelFunc as unknown as (call: {
    inputs: Inputs;
    attrs: Attributes;
    backend: unknown;
  }) => TensorInfo;
  return (inputs, attrs) => run({ inputs, attrs, backend: tf.backend() });
}

/** Gradients by the name of the input, computed when asked for. */
type Gradients = Record<string, () => Tensor>;

/**
 * Gives a kernel of one output a gradient of ours on the wasm backend. Others, which share the registry, keep theirs.
 *
 * @param save names of the inputs that the gradient needs, in the order in which it gets them
 */
export function replaceGradient(
  tf: Tf,
  kernelName: string,
  save: string[],
  gradient: (dy: Tensor, saved: Tensor[], attributes: NamedAttrMap) => Gradients,
): void {
  const stock = tf.getGradient(kernelName);
  if (stock.inputsToSave?.join() !== save.join()) {
    throw new EngineError(`TensorFlow.js ${tf.version_core} saves other inputs for ${kernelName} than 4.22 does.`);
  }
  tf.registerGradient({
    ...stock,
    gradFunc: (dy, saved, attributes) =>
      tf.getBackend() === backendName && !Array.isArray(dy)
        ? gradient(dy, saved, attributes)
        : stock.gradFunc(dy, saved, attributes),
  });
}

/** Runs a kernel of one output as an operation. */
export function runKernel(tf: Tf, kernelName: string, inputs: NamedTensorMap, attributes: NamedAttrMap = {}): Tensor {
  return tf.engine().runKernel<Tensor>(kernelName, inputs, attributes);
}
